import { andersonDarling } from '@ml-actions/stats/anderson-darling';
import { leftClosedCounts, sturgesEdges } from '@ml-actions/stats/bin-edges';
import { cramerVonMises } from '@ml-actions/stats/cramer-von-mises';
import { mannWhitney } from '@ml-actions/stats/mann-whitney';
import { evidentlyZeros, hellinger, kullbackLeibler, stabilityIndex } from '@ml-actions/stats/share-distance';
import { energyDistance, ksStatistic, wasserstein } from '@ml-actions/stats/two-sample';
import { chiSquareFit, jensenShannonDistance } from '@ml-actions/stats/two-sample-counts';
import { ksPValue } from '@ml-actions/stats/two-sample-ks';
import { proportionsZ, studentT } from '@ml-actions/stats/two-sample-means';
import { type RawEffect, sum } from './effect.ts';
import { spreadOf } from './number-method.ts';
import { countNumbers, type RawPair } from './raw.ts';

/**
 * The statistics of Evidently 0.7 with its choices: which test a column gets, which bins and zeros, which threshold,
 * each column judged alone. Known faults are reproduced and said; its G test (fails for samples of unequal size)
 * and its total variation (a p-value from random permutations) are left out.
 */

type Numbers = RawPair & { readonly kind: 'numbers' };
type Counts = RawPair & { readonly kind: 'counts' };

/** Reference rows above which distances replace tests. */
const LARGE_REFERENCE = 1000;
/** Numbers with at most so many values are treated as categories. */
const FEW_VALUES = 5;
/** Numbers of a reference with more values are binned. */
const MOST_UNBINNED = 20;
const SMALLEST_DEVIATION = 0.001;
const ALPHA = 0.05;
const DISTANCE = 0.1;

const ONE_SAMPLE = 'goodness of fit takes the reference as exact, so equal data alarms too often (Evidently’s choice)';
const ONE_SIDED = 'the test is one-sided: values that fell are not seen (Evidently’s choice)';

const distance = (name: string, value: number): RawEffect => ({
  name,
  value,
  threshold: DISTANCE,
  noise: 0,
  p: 1,
  decides: 'distance',
});
const test = (name: string, p: number, note?: string): RawEffect => ({
  name: `${name} p-value`,
  value: p,
  threshold: ALPHA,
  noise: 0,
  p,
  decides: 'p-value',
  ...(note && { note }),
});

/** Numbers in Sturges' bins of the pooled values, or by value where there are few; Hellinger's of the distinct ones. */
function binned(pair: Numbers, name: CountTest): Counts {
  const { reference, current, integers } = pair;
  const onEdges = (edges: Float64Array): Counts => ({
    kind: 'counts',
    reference: leftClosedCounts(edges, reference),
    current: leftClosedCounts(edges, current),
  });
  const both = pooled(reference, current);
  if (name === 'hellinger') return onEdges(sturgesEdges(Float64Array.from(new Set(both)), integers));
  if (new Set(reference).size <= MOST_UNBINNED) return countNumbers(reference, current);
  return onEdges(sturgesEdges(both, integers));
}

function pooled(reference: Float64Array, current: Float64Array): Float64Array {
  const both = new Float64Array(reference.length + current.length);
  both.set(reference);
  both.set(current, reference.length);
  return both;
}

const countTests = {
  jensenshannon: ({ reference: a, current: b }) =>
    distance('JS base e', jensenShannonDistance(a, b) * Math.sqrt(Math.LN2)),
  psi: ({ reference: a, current: b }) => distance('PSI', stabilityIndex(a, b, evidentlyZeros)),
  kl_div: ({ reference: a, current: b }) => distance('KL nats', kullbackLeibler(a, b, evidentlyZeros)),
  hellinger: ({ reference: a, current: b }) => distance('Hellinger', hellinger(a, b)),
  chisquare: ({ reference: a, current: b }) => test('chi2 fit', chiSquareFit(a, b).p, ONE_SAMPLE),
  z: ({ reference: a, current: b }) => {
    const [first, n, second, m] = [a[0] ?? 0, sum(a), b[0] ?? 0, sum(b)];
    return test('z', proportionsZ(n - first, n, m - second, m).p);
  },
} satisfies Record<string, (pair: Counts) => RawEffect>;

const numberTests = {
  ks: ({ reference: a, current: b }) => test('KS', ksPValue(ksStatistic(a, b), a.length, b.length)),
  wasserstein: ({ reference: a, current: b }) =>
    distance('W1/std', wasserstein(a, b) / Math.max(spreadOf(a).deviation, SMALLEST_DEVIATION)),
  ed: ({ reference: a, current: b }) => distance('energy', energyDistance(a, b)),
  anderson: ({ reference: a, current: b }) => test('Anderson-Darling', andersonDarling(a, b).p),
  cramer_von_mises: ({ reference: a, current: b }) => test('Cramér-von Mises', cramerVonMises(a, b).p),
  mannw: ({ reference: a, current: b }) => test('Mann-Whitney', mannWhitney(a, b, 'less').p, ONE_SIDED),
  t_test: ({ reference: a, current: b }) => test('t', studentT(a, b).p),
} satisfies Record<string, (pair: Numbers) => RawEffect>;

type CountTest = keyof typeof countTests;
type NumberTest = keyof typeof numberTests;
export type EvidentlyTest = CountTest | NumberTest;
export const EVIDENTLY_TESTS = [...Object.keys(countTests), ...Object.keys(numberTests)] as readonly EvidentlyTest[];

/** The test that Evidently gives a column by its reference rows and its pooled distinct values. */
function defaultTest(pair: RawPair): EvidentlyTest {
  const counts = pair.kind === 'counts' ? pair : null;
  const rows = counts ? sum(counts.reference) : pair.reference.length;
  const distinct = counts ? counts.reference.length : new Set([...pair.reference, ...pair.current]).size;
  if (!counts && distinct > FEW_VALUES) return rows > LARGE_REFERENCE ? 'wasserstein' : 'ks';
  if (rows > LARGE_REFERENCE) return 'jensenshannon';
  return distinct > 2 ? 'chisquare' : 'z';
}

const isNumberTest = (name: EvidentlyTest): name is NumberTest => Object.hasOwn(numberTests, name);

/** Evidently's result for one column; null where the test is not for its kind. */
export function evidentlyEffect(pair: RawPair, asked?: EvidentlyTest): RawEffect | null {
  const name = asked ?? defaultTest(pair);
  if (isNumberTest(name)) return pair.kind === 'numbers' ? numberTests[name](pair) : null;
  if (pair.kind === 'counts') return countTests[name](pair);
  return countTests[name](asked ? binned(pair, name) : countNumbers(pair.reference, pair.current));
}
