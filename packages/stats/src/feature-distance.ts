import { chiSquareSf } from './distribution.ts';
import { FEATURES, featureProduct } from './random-features.ts';

/** Sums of the features of so many vectors. */
export interface FeatureSums {
  readonly n: number;
  readonly sums: ArrayLike<number>;
  /** vectors that count as independent observations; all of them by default */
  readonly independent?: number;
}

/**
 * How few directions the features vary in, tr S^2/(tr S)^2 and tr S^3/(tr S)^3 of their covariance S: 1 in one
 * direction, 1/k and 1/k^2 in k equal ones.
 */
export interface Concentration {
  readonly second: number;
  readonly third: number;
}

export interface FeatureDistance {
  /** between the means, in standard deviations of the reference's features */
  readonly value: number;
  /** the value that two samples of these sizes from one population show on average */
  readonly noise: number;
  readonly p: number;
}

/**
 * Distance of two feature means, which is the maximum mean discrepancy of the features' kernel. Without a difference its
 * square is (1/n + 1/m) times a weighted sum of chi-squared variables, whose law follows from three cumulants (Buckley
 * and Eagleson 1988): no permutation, and no row, is needed.
 */
export function featureDistance(
  reference: FeatureSums,
  current: FeatureSums,
  { second, third }: Concentration,
): FeatureDistance {
  const [a, b] = [meanOf(reference), meanOf(current)];
  const difference = a.map((value, at) => value - (b[at] as number));
  const chance = 1 / (reference.independent ?? reference.n) + 1 / (current.independent ?? current.n);
  const square = featureProduct(difference, difference) / varianceOf(a, reference.n);
  const ratio = second / third;
  return {
    value: Math.sqrt(square),
    noise: Math.sqrt(chance) * (1 - second / 4), // E sqrt(x) of a mean 1 and a variance 2 `second`
    p: chiSquareSf(Math.max(0, (square / chance - 1 + second * ratio) * ratio), second * ratio * ratio),
  };
}

const meanOf = ({ n, sums }: FeatureSums): Float64Array => Float64Array.from(sums, (sum) => sum / n);

/**
 * The shares of both sides that are not the one vector of nearly all of the reference: far vectors have no common
 * feature, and each has features of norm 1, so the mean of one vector is as long as its share.
 */
export function changedVectors(reference: FeatureSums, current: FeatureSums): { reference: number; current: number } {
  const [a, b] = [meanOf(reference), meanOf(current)];
  const length = Math.sqrt(featureProduct(a, a));
  return { reference: between(0, 1 - length, 1), current: between(0, 1 - featureProduct(a, b) / length, 1) };
}

/** tr S: the features of a vector have norm 1. Unbiased, and never 0, which chance alone can give in small samples. */
const varianceOf = (mean: Float64Array, n: number): number =>
  Math.max(SMALLEST_VARIANCE, ((1 - featureProduct(mean, mean)) * n) / Math.max(1, n - 1));

/** Features are rounded to 1/4096. */
const SMALLEST_VARIANCE = 2 ** -12;

/** Concentration of the features of some vectors, one array each, from products of different ones. */
export function concentrationOf(features: readonly Float64Array[]): Concentration {
  const size = features.length;
  const mean = features.reduce((sum, each) => sum.map((value, at) => value + (each[at] as number) / size), zeros);
  const centred = features.map((each) => each.map((value, at) => value - (mean[at] as number)));
  const products = centred.map((a, i) => Float64Array.from(centred.slice(0, i), (b) => featureProduct(a, b)));
  const trace = centred.reduce((sum, each) => sum + featureProduct(each, each), 0) / Math.max(1, size - 1);
  const pairs = (size * (size - 1)) / 2;
  const triples = (pairs * (size - 2)) / 3;
  if (triples < 1 || trace <= SMALLEST_VARIANCE) return { second: 1, third: 1 };
  const second = between(1 / FEATURES, squares(products) / pairs / trace ** 2, 1);
  return { second, third: between(second ** 2, cycles(products) / triples / trace ** 3, second ** 1.5) };
}

const zeros = new Float64Array(FEATURES);
const between = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));

function squares(products: readonly Float64Array[]): number {
  let sum = 0;
  for (const row of products) for (const value of row) sum += value * value;
  return sum;
}

/** Sum over i > j > k of the product of three pairs. */
function cycles(products: readonly Float64Array[]): number {
  let sum = 0;
  products.forEach((row, i) => {
    for (let j = 0; j < i; j++) {
      const other = products[j] as Float64Array;
      let inner = 0;
      for (let k = 0; k < j; k++) inner += (row[k] as number) * (other[k] as number);
      sum += (row[j] as number) * inner;
    }
  });
  return sum;
}
