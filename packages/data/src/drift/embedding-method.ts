import { normalCdf } from '@ml-actions/stats/distribution';
import { domainAuc } from '@ml-actions/stats/domain-auc';
import { domainScores, FOLDS } from '@ml-actions/stats/domain-scores';
import { gaussianKernel, type Kernel, mmdTest, type Points } from '@ml-actions/stats/mmd';
import { xoshiro128 } from '@ml-actions/stats/prng';
import type { RawEffect } from './effect.ts';

/** The vectors of both sides that a method looks at. */
export interface VectorPair {
  readonly reference: Points;
  readonly current: Points;
  /** of the reference's frame */
  readonly bandwidth: number;
}

type Method = (pair: VectorPair) => RawEffect;

/** Vectors of each side: a kernel of 640,000 values, and as many differences of a classifier. */
const MOST_VECTORS = { mmd: 400, 'domain-classifier': 1000 } as const;
/** A drifting column among 250 can alarm alone: its q is 0.05 where none of these reached it. */
const MOST_PERMUTATIONS = 4999;
const SEED = 1;
/** E|Z| of a standard normal. */
const MEAN_ABSOLUTE_NORMAL = Math.sqrt(2 / Math.PI);

const sizes = ({ reference, current }: VectorPair): string =>
  `a sample of ${reference.length} + ${current.length} vectors`;

/** Thresholds: that of RFF/std, and the research's lower bound of 0.55 for an AUC, which is 0.1 in 2 AUC - 1. */
const methods = {
  mmd: (pair) => {
    const { reference, current, bandwidth } = pair;
    const scaled = [...reference, ...current].map((row) => Float64Array.from(row, (x) => x / bandwidth));
    const kernel = gaussianKernel(scaled, 1);
    const test = mmdTest(kernel, reference.length, shuffles(kernel.size));
    const deviation = Math.sqrt(1 - meanPair(kernel, reference.length));
    return {
      name: 'MMD/std',
      value: Math.sqrt(Math.max(0, test.mmdSquared)) / deviation,
      threshold: 0.1,
      noise: test.chance / deviation,
      p: test.p,
      note: `compared: ${sizes(pair)}, ${test.drawn} permutations`,
    };
  },
  'domain-classifier': (pair) => {
    const scores = domainScores(pair.reference, pair.current);
    const { auc, lowerBound, deviation } = domainAuc(
      scores,
      scores.map((_, at) => Number(at >= pair.reference.length)),
    );
    return {
      name: '2 AUC - 1',
      value: Math.max(0, 2 * lowerBound - 1),
      threshold: 0.1,
      noise: 2 * MEAN_ABSOLUTE_NORMAL * deviation,
      p: normalCdf((0.5 - auc) / deviation),
      note: `AUC ${auc.toFixed(3)}, at least ${lowerBound.toFixed(3)} (Gaussian naive Bayes in ${FOLDS} folds, ${sizes(pair)})`,
    };
  },
} satisfies Record<keyof typeof MOST_VECTORS, Method>;

export type VectorMethod = keyof typeof methods;
export const isVectorMethod = (name: string): name is VectorMethod => Object.hasOwn(methods, name);
/** `rff` is the default rule's. */
export const EMBEDDING_METHODS: readonly string[] = ['rff', ...Object.keys(methods)];

/** So many vectors of each side at most are asked for. */
export const vectorsFor = (method: VectorMethod): number => MOST_VECTORS[method];

/** A method's effect; null where a side has too few vectors for its folds. */
export function vectorEffect(method: VectorMethod, pair: VectorPair): RawEffect | null {
  const least = Math.min(pair.reference.length, pair.current.length);
  return least < 2 * FOLDS ? null : methods[method](pair);
}

function* shuffles(size: number): Generator<Uint32Array> {
  const { next } = xoshiro128(SEED);
  const order = Uint32Array.from({ length: size }, (_, at) => at);
  for (let drawn = 0; drawn < MOST_PERMUTATIONS; drawn++) {
    for (let at = size - 1; at > 0; at--) {
      const other = Math.floor((next() / 2 ** 32) * (at + 1));
      [order[at], order[other]] = [order[other] as number, order[at] as number];
    }
    yield order;
  }
}

/** Mean kernel value of two different rows among the first `n`: 1 less it is the variance of their features. */
function meanPair({ size, values }: Kernel, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += values[i * size + j] as number;
  return sum / ((n * (n - 1)) / 2);
}
