import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { emptyConfig } from '@ml-actions/core/runner/config';
import { openEngine } from '@ml-actions/data/engine';
import { xoshiro128 } from '@ml-actions/stats/prng';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Checked, type Nights, openNights } from '../../actions/drift-check/src/fixture/check.ts';
import { root } from '../../packages/build/src/sources.ts';
import { vegaDatasets } from '../support/real-data.ts';
import { referencePython } from '../support/reference-python.ts';

const cache = join(root, '.cache');
const script = (name: string): string => join(root, 'test', 'integration', 'reference', name);

let nights: Nights;
beforeAll(async () => {
  nights = await openNights();
  const cars = JSON.parse(readFileSync(join(vegaDatasets(cache), 'cars.json'), 'utf8')) as Car[];
  await nights.write('early.csv', csvOf(cars.filter(({ Year }) => Year < '1977')));
  await nights.write('late.csv', csvOf(cars.filter(({ Year }) => Year >= '1977')));
});
afterAll(() => nights.close());

type Car = Readonly<Record<string, string | number | null>> & { readonly Year: string };

const csvOf = (cars: readonly Car[]): string => {
  const columns = Object.keys(cars[0] ?? {});
  const lines = cars.map((car) => columns.map((column) => car[column] ?? '').join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
};
/** NannyML rounds the sums behind its AUC to five digits, and ranks equal scores one by one. */
const ROUNDED = 1e-4;
/** scipy ends its series of the Cramér-von Mises law early: its p-values are off by up to this. */
const SERIES_NOISE = 1e-8;
const quiet = { issue: 'never', debounce: '1/1' };
const effects = ({ predicate }: Checked) =>
  new Map(predicate.columns.map(({ column, effect, status }) => [column, { effect, status }]));

describe('cars of 1970-76 against 1977-82', () => {
  const values = { ...quiet, current: 'late.csv', reference: 'path:early.csv', ignore: 'Name\nYear' };

  test('alarm on fuel and weight', async () => {
    const { outcome } = await nights.check(1, values);
    expect(outcome.outputs.status).toBe('drift');
    expect(String(outcome.outputs['drifted-columns']).split('\n')).toEqual(
      expect.arrayContaining(['Miles_per_Gallon', 'Weight_in_lbs']),
    );
  });

  const numbers = ['Miles_per_Gallon', 'Weight_in_lbs', 'Acceleration', 'Displacement', 'Horsepower', 'Cylinders'];
  const numberTests = [
    'ks',
    'wasserstein',
    'ed',
    'anderson',
    'cramer_von_mises',
    'mannw',
    't_test',
    'jensenshannon',
    'psi',
    'kl_div',
    'hellinger',
  ];
  const categoryTests = ['chisquare', 'jensenshannon', 'psi', 'kl_div', 'hellinger'];

  test('agree with the installed Evidently on every test', async () => {
    const methods: [string, string | null][] = [
      ...[...numbers, 'Origin'].map((name): [string, null] => [name, null]),
      ...numbers.flatMap((name) => numberTests.map((method): [string, string] => [name, method])),
      ...categoryTests.map((method): [string, string] => ['Origin', method]),
    ];
    const request = {
      reference: join(nights.workspace, 'early.csv'),
      current: join(nights.workspace, 'late.csv'),
      numerical: numbers,
      categorical: ['Origin'],
      methods,
    };
    const theirs = JSON.parse(
      execFileSync(referencePython(cache, 'evidently'), [script('evidently_drift.py')], {
        input: JSON.stringify(request),
        encoding: 'utf8',
      }),
    ) as Record<string, number>;
    const rounds = [null, ...new Set([...numberTests, ...categoryTests])];
    const apart: string[] = [];
    let compared = 0;
    for (const method of rounds) {
      const asked = methods.filter(([, name]) => name === method);
      const given = method === null ? {} : { methods: JSON.stringify(Object.fromEntries(asked)) };
      const ours = effects(await nights.check(1, { ...values, preset: 'evidently-compatible', ...given }));
      for (const [column] of asked) {
        const expected = theirs[`${column} ${method ?? 'default'}`] ?? Number.NaN;
        const got = ours.get(column)?.effect ?? Number.NaN;
        compared++;
        const tolerance = method === 'cramer_von_mises' ? SERIES_NOISE : 1e-9;
        if (!(Math.abs(got - expected) <= tolerance * Math.max(1, Math.abs(expected))))
          apart.push(`${column} ${method}: ${got}, they say ${expected}`);
      }
    }
    console.log(`${compared} results compared with Evidently`);
    expect(apart).toEqual([]);
  });
});

describe('handwritten digits of scikit-learn, vectors of 64 numbers', () => {
  beforeAll(async () => {
    const program =
      'import json; from sklearn.datasets import load_digits as d; x = d(); print(json.dumps([x.data.tolist(), x.target.tolist()]))';
    const out = execFileSync(referencePython(cache), ['-c', program], { encoding: 'utf8', maxBuffer: 2 ** 26 });
    const [pixels, digits] = JSON.parse(out) as [number[][], number[]];
    const lines = (rows: readonly number[][]): string =>
      rows.map((row) => `${JSON.stringify({ pixels: row })}\n`).join('');
    const { next } = xoshiro128(4);
    const sides = pixels.map(() => next() >>> 31);
    await nights.write('half.jsonl', lines(pixels.filter((_, at) => sides[at] === 0)));
    await nights.write('rest.jsonl', lines(pixels.filter((_, at) => sides[at] === 1)));
    await nights.write('low.jsonl', lines(pixels.filter((_, at) => (digits[at] ?? 0) < 5)));
    await nights.write('high.jsonl', lines(pixels.filter((_, at) => (digits[at] ?? 0) >= 5)));
  });

  test.each(['rff', 'mmd', 'domain-classifier'])(
    '%s is quiet on a random half and not on other digits',
    async (method) => {
      const methods = JSON.stringify({ pixels: method });
      const judged = async (reference: string, current: string) =>
        (await nights.check(1, { ...quiet, methods, reference: `path:${reference}`, current })).predicate.columns[0];
      const [still, moved] = [await judged('half.jsonl', 'rest.jsonl'), await judged('low.jsonl', 'high.jsonl')];
      expect(still?.status).toMatch(/^(ok|noise-limited)$/);
      expect(moved?.status).toBe('drift');
      expect(moved?.effect).toBeGreaterThan(3 * (moved?.threshold ?? 0));
    },
  );
});

describe('flights of 2001', () => {
  const flights = { ...quiet, current: 'flights.parquet', reference: 'path:winter.parquet', ignore: 'date' };
  const months = { 'timestamp-column': 'date', window: 'P1M' };
  beforeAll(async () => {
    const file = join(vegaDatasets(cache), 'flights-3m.parquet');
    const engine = await openEngine({ allow: [nights.workspace, dirname(file)], temp: tmpdir(), toolCache: cache });
    const copy = (name: string, where: string) =>
      engine.rows(`COPY (FROM '${file}' WHERE ${where}) TO '${join(nights.workspace, name)}' (FORMAT parquet)`);
    await copy('flights.parquet', 'true');
    await copy('winter.parquet', "date < TIMESTAMP '2001-04-01'");
    await engine.close();
  });

  test('its first half does not alarm', async () => {
    for (const offset of ['1', '2', '3']) {
      const { outcome, predicate } = await nights.check(1, { ...flights, ...months, offset });
      expect([predicate.window?.start.slice(0, 7), outcome.outputs.status]).toEqual([
        `2001-0${7 - Number(offset)}`,
        expect.stringMatching(/^(ok|warn)$/),
      ]);
    }
  });

  test('its July of six rows is insufficient', async () => {
    const { outcome, predicate } = await nights.check(1, { ...flights, ...months });
    expect([outcome.outputs.status, predicate.current.rows]).toEqual(['insufficient', 6]);
  });
});

describe('the census of nannyml, with labels that come late', () => {
  const year = (name: string): string => join(nights.workspace, name);
  const config = {
    ...emptyConfig,
    shared: { columns: { truth: 'employed', score: 'predicted_probability', prediction: 'prediction', id: 'id' } },
  };
  interface Theirs {
    readonly baseline: { readonly roc_auc: number; readonly accuracy: number };
    readonly years: Readonly<Record<string, Record<'estimated' | 'realised', { roc_auc: number; accuracy: number }>>>;
  }
  let theirs: Theirs;
  beforeAll(() => {
    const python = referencePython(cache, 'nannyml');
    const written = execFileSync(python, [script('nannyml_cbpe.py'), nights.workspace], { encoding: 'utf8' });
    theirs = JSON.parse(written.trim().split('\n').at(-1) ?? '') as Theirs;
  });

  const values = { ...quiet, reference: 'path:reference.csv', ignore: 'year' };
  const late = (labels: string) => ({ truth: labels, 'join-key': 'id', 'timestamp-column': 'day', window: 'P12M' });

  test('agrees with NannyML on the estimate and on what came true', async () => {
    const apart: string[] = [];
    for (const [at, { estimated, realised }] of Object.entries(theirs.years)) {
      const files = { current: `${at}.csv`, truth: 'labels.csv', 'join-key': 'id' };
      const { predicate } = await nights.check(1, { ...values, ...files }, { config });
      const compare = (what: string, got: number | null | undefined, expected: number, tolerance: number): void => {
        if (!(Math.abs((got ?? Number.NaN) - expected) <= tolerance))
          apart.push(`${at} ${what}: ${got}, they say ${expected}`);
      };
      for (const [ours, name] of [
        ['auc', 'roc_auc'],
        ['accuracy', 'accuracy'],
      ] as const) {
        const metric = predicate.performance?.metrics.find(({ metric }) => metric === ours);
        compare(`${name} at first`, metric?.baseline, theirs.baseline[name], 1e-9);
        compare(`${name} estimated`, metric?.estimated, estimated[name], ROUNDED);
        compare(`${name} realised`, metric?.realised?.value, realised[name], 1e-9);
      }
    }
    expect(apart).toEqual([]);
  });

  test('judges the last year whose labels have arrived', async () => {
    const { predicate } = await nights.check(
      1,
      { ...values, current: 'all.csv', ...late('late-labels.csv') },
      { config },
    );
    expect(predicate.window?.start.slice(0, 4)).toBe('2018');
    expect(predicate.performance?.window?.start.slice(0, 4)).toBe('2017');
    expect(predicate.performance?.coverage).toBe(1);
    expect(readFileSync(year('late-labels.csv'), 'utf8').split('\n').length).toBeGreaterThan(100_000);
  });
});
