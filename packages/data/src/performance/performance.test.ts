import { aucError } from '@ml-actions/stats/auc-error';
import { isotonicAt, isotonicFit } from '@ml-actions/stats/isotonic';
import { xoshiro128 } from '@ml-actions/stats/prng';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../engine.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { baselineOf } from './baseline.ts';
import { calibrationOf } from './calibration.ts';
import { estimatedOf } from './estimated.ts';
import { judgedRows, type ScoredClasses } from './judged.ts';
import { labelsOf, realisedOf } from './realised.ts';
import { otherClasses } from './shared-classes.ts';
import { eachStep } from './steps.ts';

let space: Workspace;
let engine: Engine;
beforeAll(async () => {
  space = await openWorkspace();
  engine = space.engine;
});
afterAll(() => space.close());

type Row = readonly [score: string, said: string, truth: string];

const source = (rows: readonly Row[]) =>
  space.source('rows.csv', `score,said,truth\n${rows.map((row) => `${row.join(',')}\n`).join('')}`);

const columns = { score: 'score', prediction: 'said', truth: 'truth' };
const noScore = { positive: null };
const scoresOnly = { ...columns, prediction: null };
const random = xoshiro128(7);
const uniform = (): number => random.next() / 2 ** 32;

/** Scores on a grid, so that many are equal, with holes of every kind. */
function someRows(count: number, digits: number): Row[] {
  return Array.from({ length: count }, () => {
    const score = uniform();
    const holes = ['', 'nan', 'inf', '-inf', 'junk'];
    const written = uniform() < 0.1 ? (holes[Math.floor(uniform() * holes.length)] ?? '') : score.toFixed(digits);
    const truth = uniform() < 0.2 ? '' : String(Number(uniform() < score));
    return [written, uniform() < 0.5 ? '' : String(Number(uniform() < 0.6)), truth];
  });
}

/** Pairs of a positive and a negative: the share in which the positive has the higher score, ties one half. */
function aucByPairs(rows: readonly { score: number; isPositive: boolean }[]): number {
  const [positive, negative] = [true, false].map((wanted) => rows.filter(({ isPositive }) => isPositive === wanted));
  const wins = (positive ?? []).map(({ score }) =>
    (negative ?? []).reduce((sum, other) => sum + (score > other.score ? 1 : score === other.score ? 0.5 : 0), 0),
  );
  return wins.reduce((a, b) => a + b, 0) / ((positive ?? []).length * (negative ?? []).length);
}

/** The class that each row says by the words of the documentation, one row at a time. */
function saidOf([score, said]: Row): string | null {
  if (said !== '') return said;
  const value = score === '' ? Number.NaN : Number(score);
  return Number.isFinite(value) ? String(Number(value >= 0.5)) : null;
}

describe.each([2, 6])('scores of %d digits', (digits) => {
  const rows = someRows(600, digits);
  const said = rows.filter((row) => saidOf(row) !== null);
  const labelled = said.filter(([, , truth]) => truth !== '');
  const isScored = ([score]: Row): boolean => score !== '' && Number.isFinite(Number(score));

  test('what the labels say is what counting pairs and rows says', async () => {
    const judged = await judgedRows(engine, await source(rows), columns, { positive: '1' });
    const labels = await labelsOf(engine, judged);
    const right = labelled.filter((row) => saidOf(row) === row[2]).length;
    expect(labels).toEqual({ rows: said.length, labelled: labelled.length, right });
    const realised = await realisedOf(engine, judged, labels);
    const pairs = labelled
      .filter(isScored)
      .map(([score, , truth]) => ({ score: Number(score), isPositive: truth === '1' }));
    expect(realised?.auc?.value).toBeCloseTo(aucByPairs(pairs), 12);
    expect(realised?.accuracy.value).toBe(right / labelled.length);
  });

  test('what the scores say is the expectation, row by row', async () => {
    const judged = await judgedRows(engine, await source(rows), { ...columns, truth: null }, { positive: '1' });
    const estimated = await estimatedOf(engine, judged, { calibration: { x: [0, 1], y: [0.25, 0.75] } });
    const scored = said.filter(isScored);
    const expected = scored.map((row) => {
      const probability = 0.25 + Number(row[0]) / 2;
      return saidOf(row) === '1' ? probability : 1 - probability;
    });
    expect(estimated?.rows).toBe(scored.length);
    const accuracy = expected.reduce((a, b) => a + b, 0) / scored.length;
    expect(estimated?.accuracy).toBeCloseTo(accuracy, 12);
    expect(estimated?.errors.accuracy).toBeCloseTo(Math.sqrt((accuracy * (1 - accuracy)) / scored.length), 12);
    const positives = scored.reduce((sum, [score]) => sum + 0.25 + Number(score) / 2, 0);
    const error = aucError(estimated?.auc ?? 0, positives, scored.length - positives);
    expect(estimated?.errors.auc).toBeCloseTo(error, 12);
  });
});

describe('the class that a score says where the model gives none', () => {
  test.each<[string, readonly Row[], number]>([
    [
      'is the other of two',
      [
        ['0.9', '', 'yes'],
        ['0.1', '', 'no'],
      ],
      2,
    ],
    [
      'is the first of the others',
      [
        ['0.1', '', 'maybe'],
        ['0.2', '', 'no'],
        ['0.9', '', 'no'],
      ],
      1,
    ],
    [
      'is the other from 0.5 on',
      [
        ['0.5', '', 'yes'],
        ['0.4999', '', 'no'],
      ],
      2,
    ],
    [
      'is no class of the rows, where they have one',
      [
        ['0.9', '', 'yes'],
        ['0.1', '', 'yes'],
      ],
      1,
    ],
    [
      'has a name with an apostrophe',
      [
        ['0.1', '', "n'o"],
        ['0.9', '', 'yes'],
      ],
      2,
    ],
  ])('%s', async (_, rows, right) => {
    const judged = await judgedRows(engine, await source(rows), scoresOnly, { positive: 'yes' });
    expect((await labelsOf(engine, judged)).right).toBe(right);
  });
});

describe('a baseline', () => {
  test('does not depend on the order of the rows', async () => {
    const rows = someRows(800, 2).map(([score, said, truth]): Row => [String(Number(score) ** 2), said, truth]);
    const there = await baselineOf(engine, await source(rows), columns);
    const back = await baselineOf(engine, await source([...rows].reverse()), columns);
    expect(there).toEqual(back);
    expect(there?.calibration).not.toBeNull();
  });

  test('has the isotonic fit of all pairs, and nearly that of every tenth', async () => {
    const rows = someRows(12_000, 3).map(([score, said, truth]): Row => [String(Number(score) ** 2), said, truth]);
    const pairs = rows.filter(([score, , truth]) => Number.isFinite(Number(score)) && truth !== '');
    const all = isotonicFit(
      pairs.map(([score]) => Number(score)),
      pairs.map(([, , truth]) => Number(truth)),
    );
    const judged = await judgedRows(engine, await source(rows), columns, { positive: '1' });
    const { labelled } = await labelsOf(engine, judged);
    expect(await calibrationOf(engine, judged, labelled)).toEqual(all);
    const some = await calibrationOf(engine, judged, labelled, labelled / 10);
    for (const score of [0.1, 0.4, 0.8])
      expect(Math.abs(isotonicAt(some ?? { x: [], y: [] }, score) - isotonicAt(all, score))).toBeLessThan(0.1);
    expect(some).not.toEqual(all);
  });

  test.each<[string, readonly Row[]]>([
    ['without truths', [['0.5', '1', '']]],
    [
      'in which nothing is right',
      [
        ['0.9', '1', 'yes'],
        ['0.1', '0', 'no'],
      ],
    ],
    ['of truths that are no classes', Array.from({ length: 101 }, (_, at): Row => ['0.5', '1', `t${at}`])],
  ])('%s is none', async (_, rows) => {
    expect(await baselineOf(engine, await source(rows), columns)).toBeNull();
  });

  test('of three classes has an accuracy and no AUC', async () => {
    const rows: Row[] = [
      ['0.5', 'a', 'a'],
      ['0.5', 'b', 'c'],
      ['0.5', 'c', 'c'],
    ];
    const baseline = await baselineOf(engine, await source(rows), columns);
    expect(baseline).toMatchObject({ score: null, positive: null, accuracy: 2 / 3, auc: null, calibration: null });
  });
});

describe('classes are the same however they are written', () => {
  test.each<[string, readonly [said: string, truth: string][], number]>([
    [
      'whole numbers',
      [
        ['1', '1.0'],
        ['0', '0.00'],
        ['-1.0', '-1'],
        ['1', '01'],
        ['-0.0', '0'],
        ['1e0', '+1.'],
      ],
      6,
    ],
    [
      'booleans',
      [
        ['True', 'true'],
        ['FALSE', 'false'],
      ],
      2,
    ],
    [
      'other numbers',
      [
        ['0.50', '.5'],
        ['1', '1.5'],
        ['1', '10'],
      ],
      1,
    ],
    [
      'names',
      [
        ['v1', 'v1.0'],
        ['Yes', 'yes'],

        ['nan', 'NaN'],
      ],
      0,
    ],
  ])('%s', async (_, pairs, right) => {
    const rows = pairs.map(([said, truth]): Row => ['', said, truth]);
    expect((await labelsOf(engine, await judgedRows(engine, await source(rows), columns, noScore))).right).toBe(right);
  });

  test.each([
    ['1.0::DOUBLE', "'1'"],
    ['1::INTEGER', '1.0::DOUBLE'],
    ['1::DECIMAL(9, 2)', "'1.0'"],
    ['true', "'True'"],
  ])('%s of Parquet is %s', async (said, truth) => {
    const typed = await space.parquet(
      'typed.parquet',
      `SELECT NULL::DOUBLE AS score, ${said} AS said, ${truth} AS truth`,
    );
    expect((await labelsOf(engine, await judgedRows(engine, typed, columns, noScore))).right).toBe(1);
  });

  test('and so is the class that a score is about', async () => {
    const rows = someRows(600, 2);
    const asNumbers = rows.map(([score, said, truth]): Row => [score, said && `${said}.0`, truth && `${truth}.000`]);
    const plain = await baselineOf(engine, await source(rows), columns);
    expect(plain?.positive).toBe('1');
    expect(await baselineOf(engine, await source(asNumbers), columns)).toEqual(plain);
    const asBooleans = rows.map(
      ([score, said, truth]): Row => [
        score,
        said && (said === '1' ? 'TRUE' : 'FALSE'),
        truth && (truth === '1' ? 'true' : 'False'),
      ],
    );
    expect(await baselineOf(engine, await source(asBooleans), columns)).toEqual({
      ...plain,
      positive: 'true',
      negative: 'false',
    });
  });
});

describe('truths of other classes than the model says', () => {
  const none = ['', '', ''] as const;
  const pairs = (said: readonly string[], truth: readonly string[]): Row[] =>
    said.flatMap((one) => truth.map((other): Row => ['0.7', one, other]));
  const scores = (...truth: readonly string[]): Row[] => truth.map((one, at): Row => [at % 2 ? '0.1' : '0.9', '', one]);
  const old = { positive: '1' };
  const known = { positive: '1', negative: '0' };
  test.each<[string, ScoredClasses, readonly Row[], number | null]>([
    ['are others', noScore, pairs(['1', '0'], ['yes', 'no']), 2],
    ['are others where only scores say a class', old, scores('yes', 'no'), 2],
    ['are others, and both classes are known', known, scores('yes', 'no'), 2],
    ['are others, and one alone, where both classes are known', known, scores('no', 'no'), 1],
    ['are none where one class is shared', noScore, pairs(['a', 'b'], ['b', 'c']), null],
    ['are none where everything is the other way round', old, pairs(['1', '0'], ['0', '1']), null],
    ['are none where the model says one class only', noScore, pairs(['1'], ['0', '2']), null],
    ['are none where one truth only has arrived', old, pairs(['1', '0'], ['0']), null],
    ['are none where one is odd and none positive', old, pairs(['1', '0'], ['0', '2']), null],
    ['are none where one is odd and none positive, by scores', known, scores('0', '2'), null],
    [
      'are none where the reference spelt its classes otherwise',
      { positive: 'True', negative: '0.0' },
      scores('0'),
      null,
    ],
    ['are none without truths', old, [none], null],
  ])('%s', async (_, scored, rows, others) => {
    expect(await otherClasses(engine, await judgedRows(engine, await source(rows), columns, scored))).toBe(others);
  });
});

test.each<[string, ScoredClasses, readonly string[], { readonly right: number; readonly auc: number }]>([
  ['is not the other one', { positive: '1', negative: '0' }, ['1', '0', '-9'], { right: 2, auc: 0.75 }],
  ['of a profile that was written before is none', { positive: '1.0' }, ['1', '0', '1'], { right: 3, auc: 1 }],
  ['is none of booleans', { positive: 'True', negative: 'False' }, ['true', 'FALSE', 'True'], { right: 3, auc: 1 }],
])('an odd class %s', async (_, scored, truths, expected) => {
  const rows = truths.map((truth, at): Row => [at % 2 ? '0.1' : '0.9', '', truth]);
  const judged = await judgedRows(engine, await source(rows), columns, scored);
  const labels = await labelsOf(engine, judged);
  expect(labels).toEqual({ rows: 3, labelled: 3, right: expected.right });
  expect((await realisedOf(engine, judged, labels))?.auc?.value).toBe(expected.auc);
});

test('rows are let go: steps are told before more rows are asked for', async () => {
  const rows = Array.from({ length: 10_000 }, (_, at): Row => [String(at / 10_000), '', '1']);
  const judged = await judgedRows(engine, await source(rows), scoresOnly, { positive: '1' });
  let [asked, told] = [0, 0];
  const watched: Engine = {
    ...engine,
    async *chunks(sql, where) {
      for await (const chunk of engine.chunks(sql, where)) {
        expect(told).toBeGreaterThanOrEqual(asked - 1);
        asked += chunk.rowCount;
        yield chunk;
      }
    },
  };
  await eachStep(watched, judged, { of: 'truth', order: 'ASC' }, () => told++);
  expect([asked, told]).toEqual([rows.length, rows.length]);
});
