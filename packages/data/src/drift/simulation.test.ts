import { expect, test } from 'vitest';
import { frameOf } from '../profile/frame.ts';
import type { NumericColumn, Profile } from '../profile/schema.ts';
import { tallyOn } from '../profile/tally.ts';
import { compareWithProfile } from './compare.ts';

/** Research drift-check 1.4 at small scale: 50 columns, a reference of 20,000 rows, current data of 100 to 10,000. */
const COLUMNS = 50;
const REFERENCE_ROWS = 20_000;

/** mulberry32: a small seeded generator, so that a failure is a change and not bad luck. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
/** The research does not say how often it drew this table; its simulations have 20 to 2,000 repetitions. */
const RESEARCH_RUNS = 20;
const random = generator(20_250_101);
const normals = (n: number, shift: number): Float64Array =>
  Float64Array.from(
    { length: n },
    () => shift + Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );

async function framed(name: string): Promise<NumericColumn> {
  const values = normals(REFERENCE_ROWS, 0).sort();
  const frame = await frameOf(
    (async function* () {
      yield values;
    })(),
    values.length,
  );
  const none = {
    role: 'feature',
    kind: 'numeric',
    type: 'number',
    missing: 0,
    invalid: 0,
    nan: 0,
    positiveInfinity: 0,
    negativeInfinity: 0,
  } as const;
  return counted(
    {
      ...none,
      name,
      rows: 0,
      min: null,
      max: null,
      ...frame,
      edges: [...frame.edges],
      atoms: [...frame.atoms],
      counts: [],
      sums: [],
      squares: '0',
    },
    values,
  );
}

function counted(column: NumericColumn, values: Float64Array): NumericColumn {
  const tally = tallyOn(column);
  tally.add(values);
  const { counts, sums, squares } = tally.result();
  const [min, max] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  return { ...column, rows: values.length, min, max, counts, sums: sums.map(String), squares: String(squares) };
}

const profileOf = (columns: NumericColumn[]): Profile => ({
  format: 'ml-actions-profile',
  version: 1,
  values: 'plain',
  columns,
});
const reference = await Promise.all(Array.from({ length: COLUMNS }, (_, at) => framed(`c${at}`)));

/** Share of runs that alarm when the first `drifting` columns are shifted by `shift` standard deviations. */
function alarms(rows: number, runs: number, drifting = 0, shift = 0): number {
  const one = (): boolean => {
    const columns = reference.map((column, at) => counted(column, normals(rows, at < drifting ? shift : 0)));
    return (
      compareWithProfile(profileOf(reference), { profile: profileOf(columns), absent: [], extra: [] }).state === 'drift'
    );
  };
  return Array.from({ length: runs }, one).filter(Boolean).length / runs;
}

/** 8 % of the specification and two standard errors of the small simulation. */
const bound = (runs: number): number => 0.08 + 2 * Math.sqrt((0.08 * 0.92) / runs);

test.each([
  [100, 120],
  [300, 80],
  [1000, 40],
  [10_000, 5],
])('identical data of %d rows rarely alarms', (rows, runs) => {
  expect(alarms(rows, runs)).toBeLessThanOrEqual(bound(runs));
});

test.each([
  [100, 0.4, 0.85],
  [300, 0.4, 1],
  [1000, 0.2, 1],
])('three of 50 columns of %d rows shifted by %f sigma are found', (rows, shift, power) => {
  expect(alarms(rows, 20, 3, shift)).toBeGreaterThanOrEqual(power);
});

test('a shift that does not matter does not alarm however certain it is', () => {
  expect(alarms(10_000, 3, 3, 0.05)).toBe(0);
});

/** The same table where the answer is neither always nor never, within three standard errors of both simulations. */
test.each([
  [100, 0.2, 0.16],
  [300, 0.2, 0.64],
])(
  'three of 50 columns of %d rows shifted by %f sigma are found as often as research 1.4 says',
  (rows, shift, power) => {
    const runs = 60;
    const error = Math.sqrt(power * (1 - power) * (1 / runs + 1 / RESEARCH_RUNS));
    expect(Math.abs(alarms(rows, runs, 3, shift) - power)).toBeLessThanOrEqual(3 * error);
  },
);
