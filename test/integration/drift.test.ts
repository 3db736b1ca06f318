import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
