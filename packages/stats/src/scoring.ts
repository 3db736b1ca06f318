import { type Measure, undefinedBecause } from './measure.ts';

/** scikit-learn's clip for probabilities: float64 epsilon, so that p = 0 for the true class stays finite. */
export const PROBABILITY_FLOOR = 2 ** -52;

const ONE_CLASS = 'one class only in the truth';
const NO_POSITIVE = 'no positive in the truth';

/** Rows of a binary task by descending score: what every ranking metric is computed from. */
export interface Ordered {
  /** per place, highest score first: row number x 4, + 2 for a positive, + 1 at the end of a run of equal scores */
  readonly walk: Uint32Array;
  /** room for the weights of positives and negatives up to the end of each run, used anew by every metric */
  readonly tp: Float64Array;
  readonly fp: Float64Array;
}

/**
 * All that a place says is one word, so that a walk reads one stream of memory and has no branch to guess. The loops
 * over it are what a bootstrap spends its time in: sums that are not declared one by one take twice as long.
 *
 * @param isPositive 0/1 per row @param order rows by descending score, equal scores by row; rows left out do not count
 */
export function walkOf(isPositive: ArrayLike<number>, score: Float64Array, order: Uint32Array): Uint32Array {
  const walk = new Uint32Array(order.length);
  let after = Number.NaN;
  for (let place = order.length - 1; place >= 0; place--) {
    const row = order[place] as number;
    const own = score[row] as number;
    walk[place] = row * 4 + (isPositive[row] as number) * 2 + Number(own !== after);
    after = own;
  }
  return walk;
}

/** A walk with room for the sums of its runs. Arguments as of `walkOf`. */
export function ordered(isPositive: ArrayLike<number>, score: Float64Array, order: Uint32Array): Ordered {
  const walk = walkOf(isPositive, score, order);
  let runs = 0;
  for (let place = 0; place < walk.length; place++) runs += (walk[place] as number) & 1;
  return { walk, tp: new Float64Array(runs), fp: new Float64Array(runs) };
}

const rowAt = (word: number): number => word >>> 2;
const positiveAt = (word: number): number => (word >>> 1) & 1;
const endsAt = (word: number): boolean => (word & 1) === 1;

type Weights = Float64Array | null;

/** Fills `tp` and `fp`; all reads are in bounds. Returns the weights of both classes. */
function accumulate({ walk, tp, fp }: Ordered, weights: Weights): { positives: number; negatives: number } {
  let positives = 0;
  let negatives = 0;
  let run = 0;
  for (let place = 0; place < walk.length; place++) {
    const word = walk[place] as number;
    const weight = weights === null ? 1 : (weights[rowAt(word)] as number);
    const hit = positiveAt(word);
    positives += weight * hit;
    negatives += weight * (1 - hit);
    if (endsAt(word)) {
      tp[run] = positives;
      fp[run] = negatives;
      run++;
    }
  }
  return { positives, negatives };
}

/** Area under the ROC curve, the Mann-Whitney count: ties count one half. One pass: a bootstrap asks thousands of times. */
export function rocAuc({ walk }: Pick<Ordered, 'walk'>, weights: Weights = null): Measure {
  let wins = 0;
  let tp = 0;
  let fp = 0;
  let tpBefore = 0;
  let fpBefore = 0;
  for (let place = 0; place < walk.length; place++) {
    const word = walk[place] as number;
    const weight = weights === null ? 1 : (weights[rowAt(word)] as number);
    const hit = positiveAt(word);
    tp += weight * hit;
    fp += weight * (1 - hit);
    if (endsAt(word)) {
      wins += ((fp - fpBefore) * (tp + tpBefore)) / 2;
      tpBefore = tp;
      fpBefore = fp;
    }
  }
  return tp === 0 || fp === 0 ? undefinedBecause(ONE_CLASS) : wins / tp / fp;
}

/** The area up to a false positive rate, standardised so that chance is 0.5 and perfection 1 (McClish 1989). */
export function partialAuc(rows: Ordered, maxFpr: number, weights: Weights = null): Measure {
  if (maxFpr <= 0 || maxFpr > 1) return undefinedBecause('the false positive rate is limited to 0 < x <= 1');
  const { positives, negatives } = accumulate(rows, weights);
  if (positives === 0 || negatives === 0) return undefinedBecause(ONE_CLASS);
  const limit = maxFpr * negatives;
  let [area, tpBefore, fpBefore] = [0, 0, 0];
  for (let run = 0; run < rows.tp.length && fpBefore < limit; run++) {
    const [tp, fp] = [rows.tp[run] as number, rows.fp[run] as number];
    const end = Math.min(fp, limit);
    const tpAtEnd = fp === fpBefore ? tp : tpBefore + ((tp - tpBefore) * (end - fpBefore)) / (fp - fpBefore);
    area += ((end - fpBefore) * (tpBefore + tpAtEnd)) / 2;
    [tpBefore, fpBefore] = [tp, fp];
  }
  const share = area / positives / negatives;
  const chance = maxFpr ** 2 / 2;
  return maxFpr === 1 ? share : (1 + (share - chance) / (maxFpr - chance)) / 2;
}

/** Average precision: sum of (R_k - R_{k-1}) P_k over distinct thresholds, no interpolation. One pass, as the AUC's. */
export function averagePrecision({ walk }: Pick<Ordered, 'walk'>, weights: Weights = null): Measure {
  let area = 0;
  let tp = 0;
  let fp = 0;
  let before = 0;
  for (let place = 0; place < walk.length; place++) {
    const word = walk[place] as number;
    const weight = weights === null ? 1 : (weights[rowAt(word)] as number);
    const hit = positiveAt(word);
    tp += weight * hit;
    fp += weight * (1 - hit);
    if (endsAt(word)) {
      if (tp > before) area += (tp - before) * (tp / (tp + fp));
      before = tp;
    }
  }
  return tp === 0 ? undefinedBecause(NO_POSITIVE) : area / tp;
}

/** Kolmogorov-Smirnov separation: the largest TPR - FPR over thresholds. */
export function kolmogorovSmirnov(rows: Ordered, weights: Weights = null): Measure {
  const { positives, negatives } = accumulate(rows, weights);
  if (positives === 0 || negatives === 0) return undefinedBecause(ONE_CLASS);
  let largest = 0;
  for (let run = 0; run < rows.tp.length; run++)
    largest = Math.max(largest, (rows.tp[run] as number) / positives - (rows.fp[run] as number) / negatives);
  return largest;
}

/** Precision, recall and lift of the k rows with the highest score; rows of weight 0 are not there, equal scores go by row. */
export function atTop(
  { walk }: Ordered,
  k: number,
  weights: Weights = null,
): Readonly<Record<'precision' | 'recall' | 'lift', Measure>> {
  let [rows, taken, hits, total, all] = [0, 0, 0, 0, 0];
  for (let place = 0; place < walk.length; place++) {
    const word = walk[place] as number;
    const weight = weights === null ? 1 : (weights[rowAt(word)] as number);
    const hit = weight * positiveAt(word);
    const share = Math.min(weight, Math.max(0, k - rows));
    rows += weight;
    taken += share;
    hits += weight === 0 ? 0 : (hit * share) / weight;
    total += hit;
    all += weight;
  }
  const precision = taken === 0 ? undefinedBecause('no rows') : hits / taken;
  if (total === 0 || typeof precision !== 'number')
    return { precision, recall: undefinedBecause(NO_POSITIVE), lift: undefinedBecause(NO_POSITIVE) };
  return { precision, recall: hits / total, lift: precision / (total / all) };
}

/** Scores of one class, in row order. `isPositive` holds 0/1. */
export function pick(isPositive: ArrayLike<number>, score: ArrayLike<number>, wanted: boolean): Float64Array {
  const picked = new Float64Array(score.length);
  let count = 0;
  for (let i = 0; i < score.length; i++) if ((isPositive[i] === 1) === wanted) picked[count++] = score[i] ?? Number.NaN;
  return picked.slice(0, count);
}

/** Per-row negative log likelihood of the true class, natural logarithm, clipped at PROBABILITY_FLOOR. */
export function logLosses(isPositive: ArrayLike<number>, score: ArrayLike<number>): Float64Array {
  const losses = new Float64Array(score.length);
  for (let row = 0; row < losses.length; row++) {
    const clipped = Math.min(1 - PROBABILITY_FLOOR, Math.max(PROBABILITY_FLOOR, score[row] as number));
    losses[row] = -(isPositive[row] === 1 ? Math.log(clipped) : Math.log1p(-clipped));
  }
  return losses;
}

/** Per-row squared distance of the probability from the 0/1 truth. */
export function brierLosses(isPositive: ArrayLike<number>, score: ArrayLike<number>): Float64Array {
  const losses = new Float64Array(score.length);
  for (let row = 0; row < losses.length; row++) {
    const miss = (score[row] as number) - (isPositive[row] as number);
    losses[row] = miss * miss;
  }
  return losses;
}
