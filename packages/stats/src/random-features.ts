import { xoshiro128 } from './prng.ts';

/** Random frequencies; a cosine and a sine of each make a feature. */
const FREQUENCIES = 256;
export const FEATURES = 2 * FREQUENCIES;
/** A turn in so many steps, and so many steps of a feature from 0 to 1: features are whole numbers, their sums exact. */
const STEPS = 4096;
const QUARTER = STEPS / 4;
const TURN = 2 * Math.PI;
/** What the sum of the squares of one vector's features is. */
const SQUARED_NORM = FREQUENCIES * STEPS ** 2;

/** Beyond so many turns their number is dropped with the slow remainder, so that the fast one need not be right. */
const MOST_STEPS = 2 ** 31;
/** Bandwidths from the centre: farther values count as so far, and no sum of them overflows. */
const FARTHEST = 2 ** 500;

const COSINES = Int16Array.from({ length: STEPS }, (_, step) => Math.round(STEPS * Math.cos((TURN * step) / STEPS)));

/** What is frozen of a column of vectors: the same map for all data that is compared. */
export interface FeatureMap {
  readonly dimension: number;
  /** of the Gaussian kernel exp(-|x - y|^2 / (2 bandwidth^2)) that the features' inner product estimates */
  readonly bandwidth: number;
  readonly seed: number;
}

/** Adds the features of the vector that starts at `start` to `sums`; false where it has a value that is not finite. */
export type AddFeatures = (vectors: ArrayLike<number>, start: number, sums: Float64Array) => boolean;

/**
 * Random Fourier features (Rahimi and Recht 2007) at structured orthogonal frequencies H D1 H D2 H D3 (Yu et al. 2016):
 * d log d operations a vector instead of 256 d, and of random numbers signs only, the same on every machine. Features
 * are multiples of 1/4096, so that sums of 2^41 vectors are exact in any order.
 */
export function featuresOn({ dimension, bandwidth, seed }: FeatureMap): AddFeatures {
  const size = Math.max(FREQUENCIES, 2 ** Math.ceil(Math.log2(dimension)));
  const { next } = xoshiro128(seed);
  const signs = (): Float64Array => Float64Array.from({ length: size }, () => (next() >>> 31 ? -1 : 1));
  const [inner, middle, outer] = [signs(), signs(), signs()];
  const inverse = 1 / bandwidth;
  const perRadian = STEPS / TURN;
  const held = new Float64Array(size);
  return (vectors, start, sums) => {
    held.fill(0, dimension);
    for (let at = 0; at < dimension; at++) {
      const value = vectors[start + at] as number;
      if (value - value !== 0) return false;
      const scaled = Math.min(FARTHEST, Math.max(-FARTHEST, value * inverse));
      held[at] = scaled * (inner[at] as number);
    }
    transform(held);
    multiply(held, middle);
    transform(held);
    multiply(held, outer);
    transform(held);
    for (let at = 0; at < FREQUENCIES; at++) {
      const phase = (held[at] as number) / size;
      const steps = phase * perRadian;
      const near = steps < MOST_STEPS && steps > -MOST_STEPS ? steps : (phase % TURN) * perRadian;
      const step = Math.floor(near + 0.5);
      sums[at] = (sums[at] as number) + (COSINES[step & (STEPS - 1)] as number);
      const sine = COSINES[(step - QUARTER) & (STEPS - 1)] as number;
      sums[at + FREQUENCIES] = (sums[at + FREQUENCIES] as number) + sine;
    }
    return true;
  };
}

function multiply(values: Float64Array, factors: Float64Array): void {
  for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) * (factors[at] as number);
}

/** Walsh and Hadamard's transform in place, not scaled: two of its steps at a time, and the odd one first. */
function transform(values: Float64Array): void {
  const { length } = values;
  let step = 1;
  if (Math.log2(length) % 2 === 1) {
    for (let at = 0; at < length; at += 2) {
      const a = values[at] as number;
      const b = values[at + 1] as number;
      values[at] = a + b;
      values[at + 1] = a - b;
    }
    step = 2;
  }
  for (; step < length; step *= 4) {
    for (let block = 0; block < length; block += 4 * step) {
      const end = block + step;
      for (let at = block; at < end; at++) {
        const a = values[at] as number;
        const b = values[at + step] as number;
        const c = values[at + 2 * step] as number;
        const d = values[at + 3 * step] as number;
        values[at] = a + b + (c + d);
        values[at + step] = a - b + (c - d);
        values[at + 2 * step] = a + b - (c + d);
        values[at + 3 * step] = a - b - (c - d);
      }
    }
  }
}

/** Inner product of two sums of features, as a kernel value: 1 for a vector with itself. */
export function featureProduct(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < FEATURES; at++) sum += (a[at] as number) * (b[at] as number);
  return sum / SQUARED_NORM;
}
