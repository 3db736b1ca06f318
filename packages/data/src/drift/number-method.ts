import { andersonDarling } from '@ml-actions/stats/anderson-darling';
import { cramerVonMises } from '@ml-actions/stats/cramer-von-mises';
import { mannWhitney } from '@ml-actions/stats/mann-whitney';
import { energyDistance, ksStatistic, mergedPass, wasserstein } from '@ml-actions/stats/two-sample';
import { ksPValue } from '@ml-actions/stats/two-sample-ks';
import { welchMeans } from '@ml-actions/stats/two-sample-means';
import type { RawEffect } from './effect.ts';

/** E|Z| of a standard normal, and the mean of Kolmogorov's law. */
const MEAN_ABSOLUTE_NORMAL = Math.sqrt(2 / Math.PI);
const MEAN_KOLMOGOROV = Math.sqrt(Math.PI / 2) * Math.LN2;

type Numbers = Float64Array;
type Measured = Omit<RawEffect, 'p'> & { readonly p?: number };

const inverses = (a: Numbers, b: Numbers): number => 1 / a.length + 1 / b.length;

/** Population mean and standard deviation. */
export function spreadOf(values: Numbers): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

/** The integral of a function of the pooled F. */
function overPooled(a: Numbers, b: Numbers, height: (share: number) => number): number {
  let [sum, from, share] = [0, 0, 0];
  mergedPass(a, b, (step) => {
    if (share > 0) sum += height(share) * (step.value - from);
    from = step.value;
    share = (step.referenceBelow + step.reference + step.currentBelow + step.current) / (a.length + b.length);
  });
  return sum;
}

/** W1 in standard deviations of the reference: the effect of every test that has none of its own. */
function moved(a: Numbers, b: Numbers): Omit<Measured, 'p'> {
  const { deviation } = spreadOf(a);
  const chance = overPooled(a, b, (share) => Math.sqrt(share * (1 - share)));
  return {
    name: 'W1/std',
    value: wasserstein(a, b) / deviation,
    threshold: 0.1,
    noise: (MEAN_ABSOLUTE_NORMAL * Math.sqrt(inverses(a, b)) * chance) / deviation,
  };
}

/** Methods over the sorted values; thresholds 0.1 as W1/std, of Evidently for energy, of SageMaker for D. */
const methods = {
  w1: moved,
  ks: (a, b) => ({
    name: 'KS D',
    value: ksStatistic(a, b),
    threshold: 0.1,
    noise: MEAN_KOLMOGOROV * Math.sqrt(inverses(a, b)),
  }),
  energy: (a, b) => ({
    name: 'energy/√std',
    value: energyDistance(a, b) / Math.sqrt(spreadOf(a).deviation),
    threshold: 0.1,
    noise: Math.sqrt((2 * inverses(a, b) * overPooled(a, b, (share) => share * (1 - share))) / spreadOf(a).deviation),
  }),
  cvm: (a, b) => ({ ...moved(a, b), p: cramerVonMises(a, b).p }),
  ad: (a, b) => ({ ...moved(a, b), p: andersonDarling(a, b).tail }),
  mwu: (a, b) => {
    const { u, p } = mannWhitney(a, b);
    const pairs = a.length * b.length;
    const noise = MEAN_ABSOLUTE_NORMAL * Math.sqrt((a.length + b.length + 1) / (3 * pairs));
    return { name: '|2 AUC - 1|', value: Math.abs((2 * u) / pairs - 1), threshold: 0.1, noise, p };
  },
  t: (a, b) => {
    const [{ mean, deviation }, other] = [spreadOf(a), spreadOf(b)];
    const value = Math.abs(other.mean - mean) / deviation;
    const noise = MEAN_ABSOLUTE_NORMAL * Math.sqrt(inverses(a, b));
    return { name: 'mean/std', value, threshold: 0.1, noise, p: welchMeans(a, b).p };
  },
} satisfies Record<string, (reference: Numbers, current: Numbers) => Measured>;

export type NumberMethod = keyof typeof methods;
export const NUMBER_METHODS = Object.keys(methods) as readonly NumberMethod[];
export const isNumberMethod = (name: string): name is NumberMethod => Object.hasOwn(methods, name);

/** A method's effect; where it is no test of its own, with the p-value of Kolmogorov and Smirnov. Not for constants. */
export function numberEffect(method: NumberMethod, reference: Numbers, current: Numbers): RawEffect {
  const found: Measured = methods[method](reference, current);
  return { ...found, p: found.p ?? ksPValue(ksStatistic(reference, current), reference.length, current.length) };
}
