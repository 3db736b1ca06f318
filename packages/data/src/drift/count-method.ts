import {
  floored,
  hellinger,
  kullbackLeibler,
  largestChange,
  stabilityIndex,
  totalVariationDistance,
} from '@ml-actions/stats/share-distance';
import {
  chiSquareTwoSample,
  cramersV,
  gTest,
  jensenShannonDistance,
  jensenShannonNoise,
  poolRare,
  stabilityNoise,
} from '@ml-actions/stats/two-sample-counts';
import { proportionsZ } from '@ml-actions/stats/two-sample-means';
import { type RawEffect, sum } from './effect.ts';

type Counts = readonly number[];
type Measured = Omit<RawEffect, 'p'> & { readonly p?: number };

/** Shares of 0 under a logarithm (research drift-check 2.10). */
const SHARE_FLOOR = floored(1e-4);
/** E|Z| of a standard normal. */
const MEAN_ABSOLUTE_NORMAL = Math.sqrt(2 / Math.PI);

const inverses = (a: Counts, b: Counts): number => 1 / sum(a) + 1 / sum(b);
const used = (a: Counts, b: Counts): number => a.filter((count, at) => count + (b[at] ?? 0) > 0).length;

/** Standard errors of the difference of each share. */
function errors(a: Counts, b: Counts): number[] {
  const total = sum(a) + sum(b);
  return a.map((count, at) => {
    const share = (count + (b[at] ?? 0)) / total;
    return Math.sqrt(share * (1 - share) * inverses(a, b));
  });
}

const associationNoise = (a: Counts, b: Counts): number => Math.sqrt((used(a, b) - 1) / (sum(a) + sum(b)));

/**
 * Methods over counts of categories or bins with the default thresholds of their fields: 0.1 of Evidently for PSI, KL,
 * Hellinger and TVD, 0.1 of SageMaker for L-infinity, 0.2 of deepchecks for Cramér's V.
 */
const methods = {
  js: (a, b) => ({
    name: 'JS base 2',
    value: jensenShannonDistance(a, b),
    threshold: 0.12,
    noise: jensenShannonNoise(sum(a), sum(b), used(a, b)),
  }),
  psi: (a, b) => ({
    name: 'PSI',
    value: stabilityIndex(a, b, SHARE_FLOOR),
    threshold: 0.1,
    noise: stabilityNoise(sum(a), sum(b), used(a, b)),
  }),
  kl: (a, b) => ({
    name: 'KL nats',
    value: kullbackLeibler(a, b, SHARE_FLOOR),
    threshold: 0.1,
    noise: stabilityNoise(sum(a), sum(b), used(a, b)) / 2,
  }),
  hellinger: (a, b) => ({
    name: 'Hellinger',
    value: hellinger(a, b),
    threshold: 0.1,
    noise: Math.min(1, Math.sqrt(stabilityNoise(sum(a), sum(b), used(a, b)) / 8)),
  }),
  tvd: (a, b) => ({
    name: 'TVD',
    value: totalVariationDistance(a, b),
    threshold: 0.1,
    noise: (MEAN_ABSOLUTE_NORMAL * sum(errors(a, b))) / 2,
  }),
  'l-infinity': (a, b) => ({
    name: 'L-infinity',
    value: largestChange(a, b).value,
    threshold: 0.1,
    noise: MEAN_ABSOLUTE_NORMAL * errors(a, b).reduce((most, error) => Math.max(most, error), 0),
  }),
  'cramers-v': (a, b) => ({
    name: "Cramér's V",
    value: cramersV(a, b, true),
    threshold: 0.2,
    noise: associationNoise(a, b),
  }),
  chi2: (a, b) => ({ name: "Cramér's V", value: cramersV(a, b), threshold: 0.2, noise: associationNoise(a, b) }),
  g: (a, b) => {
    const pooled = poolRare(a, b);
    const { p } = gTest(pooled.reference, pooled.current);
    return { name: "Cramér's V", value: cramersV(a, b), threshold: 0.2, noise: associationNoise(a, b), p };
  },
  z: (a, b) => {
    const { value, at } = largestChange(a, b);
    const { p } = proportionsZ(a[at] ?? 0, sum(a), b[at] ?? 0, sum(b));
    return { name: 'share', value, threshold: 0.1, noise: MEAN_ABSOLUTE_NORMAL * (errors(a, b)[at] ?? 0), p };
  },
} satisfies Record<string, (reference: Counts, current: Counts) => Measured>;

export type CountMethod = keyof typeof methods;
export const COUNT_METHODS = Object.keys(methods) as readonly CountMethod[];
export const isCountMethod = (name: string): name is CountMethod => Object.hasOwn(methods, name);

/** A method's effect; where it is no test of its own, the p-value of chi-squared after pooling what is rare. */
export function countEffect(method: CountMethod, reference: Counts, current: Counts): RawEffect {
  const pooled = poolRare(reference, current);
  const { p } = chiSquareTwoSample(pooled.reference, pooled.current);
  return { p, ...methods[method](reference, current) };
}
