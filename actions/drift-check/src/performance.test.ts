import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyConfig } from '@ml-actions/core/runner/config';
import { xoshiro128 } from '@ml-actions/stats/prng';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Nights, openNights } from './fixture/check.ts';
import { serve } from './fixture/serve.ts';

let nights: Nights;
beforeEach(async () => {
  nights = await openNights();
  const reference = scored(1, 4000, 0);
  await nights.write('reference.csv', csv(reference, ['id', 'day', 'score', 'truth']));
});
afterEach(() => nights.close());

interface Row {
  readonly id: string;
  readonly day: string;
  readonly score: number;
  readonly truth: number;
}

const dayMs = 86_400_000;
const first = Date.parse('2026-10-05T00:00:00Z');

/** Rows of ten days whose scores are calibrated; `broken` of the truths are turned round, as concept drift does. */
function scored(seed: number, count: number, broken: number, centre = 0): Row[] {
  const { next } = xoshiro128(seed);
  const uniform = () => next() / 2 ** 32;
  return Array.from({ length: count }, (_, at) => {
    const score = 1 / (1 + Math.exp(-(6 * (uniform() - 0.5) + centre)));
    const truth = Number(uniform() < score);
    const day = new Date(first + Math.floor((at / count) * 10) * dayMs).toISOString().slice(0, 10);
    return { id: `r${seed}-${at}`, day, score, truth: uniform() < broken ? 1 - truth : truth };
  });
}
const csv = (rows: readonly Row[], columns: readonly (keyof Row)[]): string =>
  `${[columns.join(','), ...rows.map((row) => columns.map((column) => row[column]).join(','))].join('\n')}\n`;

const config = { ...emptyConfig, shared: { columns: { truth: 'truth', score: 'score', id: 'id' } } };
const values = { reference: 'path:reference.csv', ignore: 'day', features: '', issue: 'never', debounce: '1/1' };
const check = (more: Record<string, string>) => nights.check(1, { ...values, ...more }, { config });
async function now(rows: readonly Row[], labelled: (row: Row, at: number) => boolean = () => true): Promise<void> {
  await nights.write('now.csv', csv(rows, ['id', 'day', 'score']));
  await nights.write('labels.csv', csv(rows.filter(labelled), ['id', 'truth']));
}
const late = { current: 'now.csv', truth: 'labels.csv', 'join-key': 'id' };

describe('with labels', () => {
  test('an unchanged model keeps its metrics', async () => {
    await now(scored(2, 4000, 0));
    const { outcome, predicate, markdown } = await check(late);
    expect(outcome.outputs.status).toBe('ok');
    const [auc, accuracy] = predicate.performance?.metrics ?? [];
    expect([auc?.metric, accuracy?.metric]).toEqual(['auc', 'accuracy']);
    expect(auc?.realised?.low).toBeLessThan(auc?.baseline ?? 0);
    expect(auc?.realised?.high).toBeGreaterThan(auc?.baseline ?? 1);
    expect(Number(outcome.outputs['realised-metric'])).toBeCloseTo(auc?.realised?.value ?? 0, 12);
    expect(markdown).toContain('4,000 labels, 100 % of the rows.');
  });

  test('concept drift is seen by the labels and not by the estimate', async () => {
    await now(scored(2, 4000, 0.25));
    const { outcome, predicate, markdown } = await check({ ...late, 'fail-on': 'performance' });
    expect([outcome.outputs.status, outcome.exitCode]).toEqual(['performance', 1]);
    expect(predicate.performance?.alarm).toBe('realised');
    const [auc] = predicate.performance?.metrics ?? [];
    expect(auc?.estimated).toBeCloseTo(auc?.baseline ?? 0, 1);
    expect(markdown).toMatch(/AUC fell from 0\.\d+ to 0\.\d+ by the labels that arrived/);
  });

  test('a first sighting of worse performance is called that, not drift', async () => {
    await now(scored(2, 4000, 0.25));
    const { markdown } = await check({ ...late, debounce: '2/3' });
    expect(markdown).toContain('UNCONFIRMED WORSE PERFORMANCE');
  });

  test('of too few rows are not called late', async () => {
    await now(scored(2, 60, 0));
    const { markdown } = await check(late);
    expect(markdown).toContain('60 labels are too few to judge by; 100 are needed (min-rows).');
  });

  test('that have not arrived decide nothing', async () => {
    await now(scored(2, 4000, 0.25), (_, at) => at % 2 === 0);
    const { outcome, predicate, markdown } = await check(late);
    expect(outcome.outputs).toMatchObject({ status: 'ok', 'realised-metric': '' });
    expect(predicate.performance).toMatchObject({ pending: true, coverage: 0.5, alarm: null });
    expect(markdown).toContain('Too few labels have arrived to judge by them (50 %).');
  });

  test.each([
    ['never', 'ok', 'NO DRIFT'],
    ['performance', 'insufficient', 'PERFORMANCE NOT KNOWN'],
  ])('that have not arrived, of a model without scores, with fail-on: %s are %s', async (failOn, status, word) => {
    const said = ({ id, score, truth }: Row) => `${id},${Number(score >= 0.5)},${truth}`;
    await nights.write('said.csv', ['id,prediction,truth', ...scored(1, 4000, 0).map(said)].join('\n'));
    const rows = scored(2, 4000, 0).map((row) => said(row).replace(/,\d$/, ''));
    await nights.write('now.csv', ['id,prediction', ...rows].join('\n'));
    await nights.write('labels.csv', 'id,truth\n');
    const { outcome, markdown } = await check({ ...late, reference: 'path:said.csv', ignore: '', 'fail-on': failOn });
    expect([outcome.outputs.status, outcome.exitCode]).toEqual([status, 0]);
    expect(markdown).toContain(word);
    expect(markdown).toContain('No label of these rows has arrived.');
  });

  test('are looked for in earlier windows, where they are complete', async () => {
    await now(scored(2, 4000, 0.25), ({ day }) => day < '2026-10-13');
    const windows = { 'timestamp-column': 'day', window: 'P1D' };
    const { predicate } = await check({ ...late, ...windows });
    expect(predicate.window?.start.slice(0, 10)).toBe('2026-10-14');
    expect(predicate.performance?.window?.start.slice(0, 10)).toBe('2026-10-12');
    expect(predicate.performance).toMatchObject({ labelled: 400, pending: false, alarm: 'realised' });
  });

  test('of earlier windows do not silence what the scores of this one say', async () => {
    const blurred = scored(2, 4000, 0).map((row) =>
      row.day < '2026-10-14' ? row : { ...row, score: 0.5 + (row.score - 0.5) * 0.2 },
    );
    const windows = { 'timestamp-column': 'day', window: 'P1D' };
    await now(blurred, ({ day }) => day < '2026-10-13');
    const early = await check({ ...late, ...windows });
    expect(early.predicate.performance).toMatchObject({ pending: false, alarm: 'estimated' });
    expect(early.outcome.outputs.status).toBe('performance');
    expect(early.markdown).toContain('by an estimate that assumes no concept drift');
    await now(blurred);
    expect((await check({ ...late, ...windows })).predicate.performance?.alarm).not.toBe('estimated');
  });

  test('of another version say nothing about the one that serves', async () => {
    await check({ current: 'reference.csv', 'profile-out': 'p.json' });
    const profile = await readFile(join(nights.workspace, 'p.json'), 'utf8');
    await serve(nights, profile, '2026-10-13T00:00:00.000Z');
    await now(scored(2, 4000, 0.25), ({ day }) => day < '2026-10-13');
    const windows = { reference: 'auto', 'timestamp-column': 'day', window: 'P1D' };
    const { predicate } = await check({ ...late, ...windows });
    expect(predicate.performance).toMatchObject({ labelled: 0, pending: true, alarm: null });
  });

  test('are no missing data while they are late, and a column of the data may hold them', async () => {
    const rows = scored(2, 4000, 0);
    await now(rows, (_, at) => at % 3 > 0);
    expect((await check(late)).predicate.columns.map(({ column }) => column)).toEqual(['score']);
    await nights.write('all.csv', csv(rows, ['id', 'day', 'score', 'truth']));
    const { predicate } = await check({ current: 'all.csv', truth: 'truth' });
    expect(predicate.performance).toMatchObject({ labelled: 4000, coverage: 1 });
    const early = csv(rows, ['id', 'day', 'score', 'truth']).split('\n');
    await nights.write('early.csv', early.map((row, at) => (at % 3 ? row.replace(/,[^,]*$/, ',') : row)).join('\n'));
    const fresh = await check({ current: 'early.csv', truth: 'truth' });
    expect(fresh.predicate.columns.map(({ column }) => column)).toEqual(['score']);
    expect(fresh.outcome.outputs.status).toBe('ok');
  });
});

test.each<[string, Record<string, string>]>([
  ['truth', late],
  ['fail-on: performance', { current: 'now.csv', 'fail-on': 'performance' }],
])('%s: a feature that vanished with the predictions is a broken schema', async (_, more) => {
  const withFeature = (row: Row) => `${row.id},${row.day},${row.score},${row.truth},${row.score * 2}`;
  const reference = scored(1, 4000, 0).map(withFeature);
  await nights.write('wide.csv', `${['id,day,score,truth,amount', ...reference].join('\n')}\n`);
  await now(scored(2, 4000, 0));
  await nights.write('now.csv', csv(scored(2, 4000, 0), ['id', 'day']));
  const { outcome } = await check({ ...more, reference: 'path:wide.csv', features: 'amount' });
  expect(outcome.outputs.status).toBe('schema');
});

test.each([
  ['half of them', (at: number) => at % 2 === 0],
  ['nearly all of them', (at: number) => at < 50],
  ['all of them', () => false],
])('labels that are late, %s, are no drift where nobody asked for them', async (_, isThere) => {
  const [header, ...rows] = csv(scored(2, 4000, 0), ['id', 'day', 'score', 'truth'])
    .trim()
    .split('\n');
  await nights.write('now.csv', [header, ...rows.map((row, at) => (isThere(at) ? row : row.slice(0, -1)))].join('\n'));
  const { outcome, predicate } = await check({ current: 'now.csv' });
  expect(outcome.outputs.status).toBe('ok');
  expect(predicate.columns.map(({ column, missing }) => [column, missing === null])).toEqual([
    ['score', false],
    ['truth', true],
  ]);
});

describe('labels', () => {
  const write = async (written: (truth: number, at: number) => string) => {
    const rows = scored(2, 4000, 0);
    await now(rows);
    const lines = rows.map(({ id, truth }, at) => `${id},${written(truth, at)}\n`);
    await nights.write('labels.csv', `id,truth\n${lines.join('')}`);
  };

  test('written as other numbers than the reference are the same ones', async () => {
    await write((truth) => truth.toFixed(1));
    expect((await check(late)).outcome.outputs.status).toBe('ok');
  });

  test('of no class that the model says are a broken schema, and judge nothing', async () => {
    await write((truth) => (truth ? 'True' : 'False'));
    const { outcome, predicate, markdown } = await check({ ...late, debounce: '2/3', 'fail-on': 'performance' });
    expect(outcome.outputs).toMatchObject({ status: 'schema', 'realised-metric': '' });
    expect(outcome.exitCode).toBe(1);
    expect(predicate.performance).toMatchObject({ otherClasses: 2, pending: false, labelled: 4000 });
    expect(predicate.columns.map(({ column }) => column)).toEqual(['score']);
    expect(markdown).toContain('no label is of a class that the model says');
    expect(markdown).toContain('mend the data: the labels. Do not train');
  });

  test('of a class that the reference never had do not hide the others', async () => {
    await write((truth, at) => (at % 10 === 0 ? '-9' : String(truth)));
    const [auc, accuracy] = (await check(late)).predicate.performance?.metrics ?? [];
    expect(accuracy?.realised?.value).toBeGreaterThan(0.6);
    await write((_, at) => (at % 10 === 0 ? '-9' : '0'));
    const { outcome, predicate } = await check(late);
    expect(auc?.realised).not.toBeNull();
    expect(predicate.performance?.metrics.map(({ realised }) => realised === null)).toEqual([true, false]);
    expect(outcome.outputs).toMatchObject({ status: 'performance', 'realised-metric': '' });
  });
});

describe('without labels', () => {
  test('scores that lost their confidence are estimated to be worse', async () => {
    const blurred = scored(2, 4000, 0).map((row) => ({ ...row, score: 0.5 + (row.score - 0.5) * 0.2 }));
    await nights.write('now.csv', csv(blurred, ['id', 'day', 'score']));
    const { outcome, predicate, markdown } = await check({ current: 'now.csv' });
    expect(outcome.outputs.status).toBe('performance');
    expect(predicate.performance?.alarm).toBe('estimated');
    expect(Number(outcome.outputs['estimated-metric'])).toBeLessThan(0.7);
    expect(markdown).toContain('by an estimate that assumes no concept drift');
  });

  test.each([
    [200, null],
    [4000, 'estimated'],
  ])('an estimate of %d rows alarms where sampling does not explain it: %s', async (count, alarm) => {
    const blurred = scored(2, count, 0).map((row) => ({ ...row, score: 0.5 + (row.score - 0.5) * 0.7 }));
    await nights.write('now.csv', csv(blurred, ['id', 'day', 'score']));
    const { predicate, markdown } = await check({ current: 'now.csv' });
    const [auc] = predicate.performance?.metrics ?? [];
    const { baseline = 0, estimated, estimatedError } = auc ?? {};
    expect(estimated).toBeLessThan(baseline - 0.02);
    expect((estimated ?? 0) + 3 * (estimatedError ?? 0) < baseline - 0.02).toBe(alarm !== null);
    expect(predicate.performance?.alarm).toBe(alarm);
    expect(markdown).toMatch(/0\.\d+ ± 0\.0\d+/);
  });

  test('nor a baseline, performance cannot decide', async () => {
    await nights.write('bare.csv', csv(scored(2, 400, 0), ['id', 'day', 'score']));
    const bare = { current: 'bare.csv', reference: 'path:bare.csv' };
    expect((await check(bare)).predicate.performance).toBeNull();
    await expect(check({ ...bare, 'fail-on': 'performance' })).rejects.toThrow(
      /^fail-on: performance cannot be judged here/,
    );
  });

  test.each<[string, Record<string, string>, string]>([
    ['cannot decide by three classes', { 'fail-on': 'performance' }, 'fail-on: performance cannot be judged here'],
    ['nor columns without weight', { importance: '{amount: 0}' }, 'importance: no column decides anything'],
  ])('performance %s', async (_, more, message) => {
    const classes = ['a', 'b', 'c'];
    const rows = Array.from({ length: 2000 }, (_, at) => [
      at % 50,
      classes[at % 3],
      classes[(at % 10 ? at : at + 1) % 3],
    ]);
    await nights.write('reference.csv', ['amount,prediction,truth', ...rows].join('\n'));
    await nights.write('now.csv', ['amount,prediction', ...rows.map((row) => row.slice(0, 2))].join('\n'));
    const three = { ...values, current: 'now.csv', features: 'amount', ignore: 'prediction' };
    await expect(nights.check(1, { ...three, ...more }, { config: emptyConfig })).rejects.toThrow(message);
    expect((await nights.check(1, three, { config: emptyConfig })).outcome.outputs.status).toBe('ok');
  });

  test('few scores say nothing', async () => {
    const blurred = scored(2, 60, 0).map((row) => ({ ...row, score: 0.5 + (row.score - 0.5) * 0.2 }));
    await nights.write('now.csv', csv(blurred, ['id', 'day', 'score']));
    const { outcome, predicate } = await check({ current: 'now.csv' });
    expect(outcome.outputs.status).toBe('insufficient');
    expect(predicate.performance?.alarm).toBeNull();
  });

  test('a profile carries the baseline and the calibration with it', async () => {
    const rows = scored(3, 4000, 0).map((row) => ({ ...row, score: row.score ** 2 }));
    await nights.write('reference.csv', csv(rows, ['id', 'day', 'score', 'truth']));
    await check({ current: 'reference.csv', 'profile-out': 'profile.json' });
    const again = scored(4, 4000, 0).map((row) => ({ ...row, score: row.score ** 2 }));
    await nights.write('now.csv', csv(again, ['id', 'day', 'score']));
    const { predicate } = await check({ current: 'now.csv', reference: 'path:profile.json' });
    const [auc, accuracy] = predicate.performance?.metrics ?? [];
    expect(auc?.estimated).toBeCloseTo(auc?.baseline ?? 0, 1);
    expect(Math.abs((accuracy?.estimated ?? 0) - (accuracy?.baseline ?? 1))).toBeLessThan(0.02);
  });

  test('a reference without truths has no baseline', async () => {
    await nights.write('reference.csv', csv(scored(1, 500, 0), ['id', 'day', 'score']));
    await nights.write('now.csv', csv(scored(2, 500, 0), ['id', 'day', 'score']));
    expect((await check({ current: 'now.csv' })).predicate.performance).toBeNull();
  });
});

describe('a key', () => {
  const labels = (rows: readonly Row[], keyOf: (at: number) => string): string =>
    `id,truth\n${rows.map(({ truth }, at) => `${keyOf(at)},${truth}\n`).join('')}`;

  test('that stands twice among the labels is refused', async () => {
    await now(scored(2, 200, 0));
    await nights.write('labels.csv', 'id,truth\nr2-0,1\nr2-0,0\n');
    await expect(check(late)).rejects.toThrow('join-key: truth has rows with the same "id" (got 1 too many). Keep one');
    await nights.write('labels.csv', 'id,truth\n7,1\n7.0,0\n');
    await expect(check(late)).rejects.toThrow('join-key: truth has rows with the same "id" (got 1 too many). Keep one');
  });

  test.each([
    ['7.0', (at: number) => `${at}.0`],
    ['"7"', (at: number) => `"${at}"`],
  ])('%s finds the row of 7', async (_, keyOf) => {
    const rows = scored(2, 2000, 0).map((row, at) => ({ ...row, id: String(at) }));
    await now(rows);
    await nights.write('labels.csv', labels(rows, keyOf));
    expect((await check(late)).predicate.performance).toMatchObject({ labelled: 2000, coverage: 1, pending: false });
  });

  test('of labels of other days finds nothing, which is late and no mistake', async () => {
    const [today, before] = [scored(2, 2000, 0), scored(3, 2000, 0.4)];
    await now(today);
    await nights.write('labels.csv', csv(before, ['id', 'truth']));
    const { outcome, predicate, markdown } = await check(late);
    expect(outcome.outputs).toMatchObject({ status: 'ok', 'realised-metric': '' });
    expect(predicate.performance).toMatchObject({ labelled: 0, coverage: 0, pending: true, alarm: null });
    expect(markdown).toContain('No label of these rows has arrived.');
    await nights.write('labels.csv', 'id,truth\n');
    expect((await check(late)).predicate.performance).toMatchObject({ labelled: 0, coverage: 0, pending: true });
    const some = [...before, ...today.slice(0, 100)];
    await nights.write('labels.csv', csv(some, ['id', 'truth']));
    expect((await check(late)).predicate.performance).toMatchObject({ labelled: 100, pending: true });
  });

  test.each([
    ['zeros before it', (at: number) => `0${at}`],
    ['a sign before it', (at: number) => `#${at}`],
  ])('with %s that no row has is a mistake and no late label', async (_, keyOf) => {
    const rows = scored(2, 2000, 0).map((row, at) => ({ ...row, id: String(at) }));
    await now(rows);
    await nights.write('labels.csv', labels(rows, keyOf));
    await expect(check(late)).rejects.toThrow('join-key: no row of current has a "id" that truth has (expected keys');
  });

  test('of predictions that no row has is a mistake', async () => {
    await now(scored(2, 2000, 0));
    await nights.write('said.csv', csv(scored(3, 2000, 0), ['id', 'score']));
    const values = { current: 'now.csv', predictions: 'said.csv', 'join-key': 'id' };
    await expect(check(values)).rejects.toThrow('join-key: no row of current has a "id" that predictions has');
  });

  test('of a file with one of score and prediction leaves the other one to the data', async () => {
    const rows = scored(2, 2000, 0);
    await now(rows);
    const said = rows.map(({ id, score }) => `${id},${Number(score >= 0.5)}`);
    await nights.write('said.csv', ['id,prediction', ...said].join('\n'));
    const values = { current: 'now.csv', predictions: 'said.csv', 'join-key': 'id' };
    const { outcome, predicate } = await check(values);
    expect(outcome.outputs.status).toBe('ok');
    expect(predicate.performance?.metrics[0]?.estimated).not.toBeNull();
  });

  test('gives back no feature that the data lost', async () => {
    const wide = ({ id, score, truth }: Row, at: number): string => `${id},${at % 97},${score},${truth}`;
    const rows = scored(2, 2000, 0);
    await nights.write('wide.csv', ['id,amount,score,truth', ...scored(1, 2000, 0).map(wide)].join('\n'));
    await nights.write('now.csv', csv(rows, ['id', 'score']));
    await nights.write('labels.csv', ['id,amount,score,truth', ...rows.map(wide)].join('\n'));
    const values = { ...late, reference: 'path:wide.csv', ignore: '' };
    const said = { ...values, predictions: 'labels.csv', truth: '' };
    for (const more of [values, { ...said, features: 'amount' }]) {
      const { outcome, predicate } = await check(more);
      expect(outcome.outputs.status).toBe('schema');
      expect(predicate.worstColumn).toBe('amount');
    }
    await check({ current: 'wide.csv', reference: 'path:wide.csv', ignore: '', 'profile-out': 'p.json' });
    await serve(nights, await readFile(join(nights.workspace, 'p.json'), 'utf8'));
    expect((await check({ ...said, reference: 'auto' })).outcome.outputs.status).toBe('schema');
  });

  test('brings what a log of predictions holds besides, which is no lost feature', async () => {
    const wide = ({ id, score }: Row): string => `${id},${Number(score >= 0.5)},${score},${1 - score}`;
    const names = 'id,prediction,p_cat,p_dog';
    const reference = scored(1, 2000, 0).map((row, at) => `${wide(row)},${at % 97},${row.truth}`);
    await nights.write('wide.csv', [`${names},amount,truth`, ...reference].join('\n'));
    const rows = scored(2, 2000, 0);
    await nights.write('now.csv', ['id,amount', ...rows.map(({ id }, at) => `${id},${at % 97}`)].join('\n'));
    await nights.write('said.csv', [names, ...rows.map(wide)].join('\n'));
    const values = {
      current: 'now.csv',
      predictions: 'said.csv',
      'join-key': 'id',
      reference: 'path:wide.csv',
      ignore: '',
    };
    const { outcome, predicate } = await check(values);
    expect(outcome.outputs.status).toBe('ok');
    expect(predicate.columns.map(({ column }) => column).sort()).toEqual(['amount', 'p_cat', 'p_dog', 'prediction']);
  });

  test('that is empty in all rows is a mistake and no late label', async () => {
    await now(scored(2, 2000, 0));
    await nights.write(
      'now.csv',
      csv(
        scored(2, 2000, 0).map((row) => ({ ...row, id: '' })),
        ['id', 'day', 'score'],
      ),
    );
    await expect(check(late)).rejects.toThrow('join-key: no row of current has a "id" that truth has');
  });

  test('brings the columns that its file was named for, whatever the data has of that name', async () => {
    const rows = scored(2, 2000, 0);
    const stale = rows.map((row) => ({ ...row, score: 0.5, truth: 1 }));
    await nights.write('now.csv', csv(stale, ['id', 'day', 'score', 'truth']));
    await nights.write('said.csv', csv(rows, ['id', 'score']));
    await nights.write('labels.csv', csv(rows, ['id', 'truth']));
    const { outcome, predicate } = await check({ ...late, predictions: 'said.csv' });
    expect(outcome.outputs.status).toBe('ok');
    const [auc] = predicate.performance?.metrics ?? [];
    expect(auc?.realised?.value).toBeCloseTo(auc?.baseline ?? 0, 1);
  });
});
