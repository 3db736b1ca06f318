import { ksStatistic } from '@ml-actions/stats/two-sample';
import { ksAsymptoticP, ksPValue } from '@ml-actions/stats/two-sample-ks';
import { expect, test } from 'vitest';
import { compareWithProfile } from './compare.ts';
import { numericEffect } from './effect.ts';
import { evidentlyEffect } from './evidently.ts';
import { counted, evenCounts, framed, longTailed, normals, profileOf } from './fixture/samples.ts';
import { thresholdFrom } from './quiet.ts';
import type { RawPair } from './raw.ts';
import { DEFAULT_RULE } from './rule.ts';

/** Research drift-check 1.3 on equal populations: what the preset inherits from Evidently, and what ours does not. */

const RUNS = 100;
/** Three standard errors of a share that both simulations drew about so often. */
const isNear = (rate: number, expected: number): boolean => {
  const share = Math.min(0.99, Math.max(0.01, expected));
  return Math.abs(rate - expected) <= 3 * Math.sqrt((2 * share * (1 - share)) / RUNS);
};
const rateOf = (one: () => boolean): number => Array.from({ length: RUNS }, one).filter(Boolean).length / RUNS;

function evidentlyAlarms(pair: RawPair, asked?: 'psi'): boolean {
  const effect = evidentlyEffect(pair, asked);
  if (!effect) throw new Error('the test is not for its kind');
  return effect.decides === 'p-value' ? effect.value < effect.threshold : effect.value >= effect.threshold;
}
const numbers = (n: number, m: number): RawPair => ({
  kind: 'numbers',
  reference: normals(n),
  current: normals(m),
  integers: false,
});
const counts = (n: number, m: number, categories: number): RawPair => ({
  kind: 'counts',
  reference: evenCounts(n, categories),
  current: evenCounts(m, categories),
});

test('columns that decide nothing do not loosen the bound of those that do', async () => {
  const frame = await framed('x', normals(20_000));
  const report = (moved: number) => {
    const columns = Array.from({ length: 5 + moved }, (_, at) => ({ ...frame, name: `c${at}` }));
    const current = columns.map((column, at) => counted(column, at < 5 ? (once[at] ?? normals(0)) : normals(300, 9)));
    const rule = { important: ({ name }: { name: string }) => Number(name.slice(1)) < 5 };
    return compareWithProfile(profileOf(columns), { profile: profileOf(current), absent: [], extra: [] }, rule);
  };
  const once = Array.from({ length: 5 }, () => normals(300));
  const qs = (moved: number) =>
    report(moved)
      .columns.filter(({ important }) => important)
      .map(({ effect }) => effect?.q);
  expect(qs(20)).toEqual(qs(0));
});

test.each([
  ['W1/std of 50 normal rows', () => numbers(5000, 50), 0.97],
  ['W1/std of 100', () => numbers(5000, 100), 0.69],
  ['W1/std of 200', () => numbers(5000, 200), 0.29],
  ['W1/std of 500', () => numbers(5000, 500), 0.06],
  ['W1/std of 1000', () => numbers(5000, 1000), 0.01],
  ['JS of 50 rows in 10 categories', () => counts(5000, 50, 10), 0.93],
  ['JS of 100 in 10', () => counts(5000, 100, 10), 0.58],
  ['JS of 200 in 10', () => counts(5000, 200, 10), 0.12],
  ['JS of 500 in 10', () => counts(5000, 500, 10), 0],
  ['JS of 200 in 50', () => counts(5000, 200, 50), 1],
  ['JS of 500 in 50', () => counts(5000, 500, 50), 0.93],
  ['JS of 1000 in 50', () => counts(5000, 1000, 50), 0.05],
  ['goodness of fit of 200 rows against 200', () => counts(200, 200, 10), 0.56],
  ['goodness of fit of 200 against 1000', () => counts(1000, 200, 10), 0.12],
  ['goodness of fit of 1000 against 1000', () => counts(1000, 1000, 10), 0.51],
  ['goodness of fit of 5000 against 1000', () => counts(1000, 5000, 10), 0.99],
  ['goodness of fit of 20000 against 1000', () => counts(1000, 20_000, 10), 1],
])('Evidently’s %s alarms on equal data as often as the research measured', (_, pair, expected) => {
  const rate = rateOf(() => evidentlyAlarms(pair()));
  expect(isNear(rate, expected), `${rate}, expected ${expected}`).toBe(true);
});

test.each([
  [50, 1],
  [100, 0.78],
  [200, 0.23],
  [500, 0],
])('Evidently’s PSI of %d normal rows alarms on equal data in %d of the runs', (rows, expected) => {
  const rate = rateOf(() => evidentlyAlarms(numbers(5000, rows), 'psi'));
  expect(isNear(rate, expected), `${rate}`).toBe(true);
});

/** A shift that nobody minds. At 1,000 rows it is no more than chance; the research drew its last cell only a few times. */
test.each([
  [1000, 100, 0.06, 0.05],
  [10_000, 40, 0.21, 0],
  [100_000, 10, 1, 0],
])(
  'a shift of 0.02 sigma in %d rows: the p-value sees it, ours does not mind',
  async (rows, runs, expected, chance) => {
    let [seen, alarmed] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const [a, b] = [normals(rows), normals(rows, 0.02)];
      if (ksAsymptoticP(ksStatistic(a, b), rows, rows) < 0.05) seen++;
      const reference = await framed('x', a);
      const current = { profile: profileOf([counted(reference, b)]), absent: [], extra: [] };
      if (compareWithProfile(profileOf([reference]), current).state === 'drift') alarmed++;
    }
    const error = (share: number): number => 3 * Math.sqrt((share * (1 - share)) / runs);
    expect(Math.abs(seen / runs - expected)).toBeLessThanOrEqual(error(Math.min(0.95, expected)));
    expect(alarmed / runs).toBeLessThanOrEqual(chance + error(chance));
  },
);

/** 50 rows of each user, intraclass correlation 0.49: Kolmogorov and Smirnov reject 82 % of equal populations. */
test('rows of few users: their number counts, not that of the rows', async () => {
  const [users, each, runs] = [40, 50, 60];
  const rows = users * each;
  const ofUsers = (): Float64Array => {
    const means = normals(users);
    const noise = [...normals(rows)].sort((a, b) => ((a * 1e6) % 1) - ((b * 1e6) % 1)); // in no order
    return Float64Array.from(noise, (value, at) => 0.7 * (means[at % users] ?? 0) + 0.714 * value).sort();
  };
  let [rejected, alarmed] = [0, 0];
  const independent = { reference: users / rows, current: users / rows };
  for (let run = 0; run < runs; run++) {
    const [a, b] = [ofUsers(), ofUsers()];
    if (ksPValue(ksStatistic(a, b), rows, rows) < 0.05) rejected++;
    const reference = await framed('x', a);
    const current = { profile: profileOf([counted(reference, b)]), absent: [], extra: [] };
    const rule = { ...DEFAULT_RULE, independent };
    if (compareWithProfile(profileOf([reference]), current, rule).state === 'drift') alarmed++;
  }
  expect(Math.abs(rejected / runs - 0.82)).toBeLessThanOrEqual(3 * Math.sqrt((0.82 * 0.18) / runs));
  expect(alarmed / runs).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs));
});

/** Categories of all frequencies: many values of either sample are not in the other one. */
test.each([
  [100, 60],
  [300, 60],
  [1000, 40],
  [10_000, 10],
])('%d rows of the same long-tailed categories rarely alarm', (rows, runs) => {
  let alarms = 0;
  for (let run = 0; run < runs; run++) {
    const sides = Array.from({ length: 50 }, (_, at) => longTailed(`c${at}`, 2000, rows));
    const [reference, current] = [sides.map((side) => side.reference), sides.map((side) => side.current)];
    const seen = { profile: profileOf(current), absent: [], extra: [] };
    if (compareWithProfile(profileOf(reference), seen).state === 'drift') alarms++;
  }
  expect(alarms / runs).toBeLessThanOrEqual(0.08 + 2 * Math.sqrt((0.08 * 0.92) / runs));
});

/** Research drift-check 0.6: days differ by themselves (sd 0.1); an ordinary test alarms on more than half of them. */
test('quiet days teach how far a day strays: few of them alarm', async () => {
  const [rows, days, seen] = [1000, 20, 60];
  const dayOf = (): Float64Array => normals(rows, (normals(1)[0] ?? 0) * 0.1);
  const learned = Array.from({ length: days }, dayOf);
  const all = Float64Array.from(learned.flatMap((day) => [...day])).sort();
  const reference = await framed('x', all);
  const effects = learned.map(
    (day) => numericEffect(reference, counted(reference, day), DEFAULT_RULE).value / (1 - 1 / days),
  );
  const profile = profileOf([reference]);
  const rule = { ...DEFAULT_RULE, calibrated: { x: thresholdFrom(effects) } };
  let [rejected, alarmed] = [0, 0];
  for (let run = 0; run < seen; run++) {
    const day = dayOf();
    if (ksAsymptoticP(ksStatistic(all, day), all.length, rows) < 0.05) rejected++;
    const current = { profile: profileOf([counted(reference, day)]), absent: [], extra: [] };
    if (compareWithProfile(profile, current, rule).state === 'drift') alarmed++;
  }
  const error = (share: number): number => 3 * Math.sqrt((share * (1 - share)) / seen);
  expect(Math.abs(rejected / seen - 0.58)).toBeLessThanOrEqual(error(0.58));
  expect(alarmed / seen).toBeLessThanOrEqual(0.04 + error(0.04));
});
