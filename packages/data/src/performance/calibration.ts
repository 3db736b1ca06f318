import { adaptiveCalibrationError } from '@ml-actions/stats/calibration';
import { type Isotonic, isotonicAt, isotonicFit } from '@ml-actions/stats/isotonic';
import { ascendingOrder } from '@ml-actions/stats/order';
import { xoshiro128 } from '@ml-actions/stats/prng';
import type { Engine } from '../engine.ts';
import type { Judged } from './judged.ts';
import { eachStep } from './steps.ts';

/** Of more rows every second, third ... by score is taken: the fit is as good, and its memory bounded. */
const MOST_ROWS = 1_000_000;
const SPLITS = 10;
const ECE_BINS = 10;
const SEED = 20_250_101;

interface Pairs {
  /** ascending */
  readonly score: Float64Array;
  /** 0/1 */
  readonly truth: Uint8Array;
}

/**
 * An isotonic fit from scores to probabilities, kept only where it lowers the calibration error over ten held-out tenths
 * together; null: the scores are probabilities already. The order of the rows changes nothing.
 *
 * @param labelled rows that have a truth, at least as many as have a score too @param most rows that are looked at
 */
export async function calibrationOf(
  engine: Engine,
  judged: Judged,
  labelled: number,
  most = MOST_ROWS,
): Promise<Isotonic | null> {
  const { score, truth } = await readPairs(engine, judged, labelled, most);
  if (score.length === 0) return null;
  const calibrated = heldOut({ score, truth });
  const error = (confidence: Float64Array): number =>
    Number(adaptiveCalibrationError({ right: truth, confidence }, ascendingOrder(confidence), ECE_BINS));
  return error(calibrated) < error(score) ? isotonicFit(score, truth) : null;
}

async function readPairs(engine: Engine, judged: Judged, labelled: number, most: number): Promise<Pairs> {
  const every = Math.max(1, Math.ceil(labelled / most));
  const room = Math.ceil(labelled / every);
  const [scores, truths] = [new Float64Array(room), new Uint8Array(room)];
  let [seen, kept] = [0, 0];
  await eachStep(engine, judged, { of: 'truth', order: 'ASC' }, (score, positive, negative) => {
    for (let row = 0; row < positive + negative; row++) {
      if (seen++ % every > 0) continue;
      scores[kept] = score;
      truths[kept++] = Number(row < positive);
    }
  });
  return { score: scores.subarray(0, kept), truth: truths.subarray(0, kept) };
}

/** Of each pair the probability that a fit on the other nine tenths gives it. */
function heldOut({ score, truth }: Pairs): Float64Array {
  const random = xoshiro128(SEED);
  const split = truth.map(() => random.next() % SPLITS);
  const calibrated = Float64Array.from(score);
  for (let held = 0; held < SPLITS; held++) {
    const isFitted = (_: number, at: number): boolean => split[at] !== held;
    const fitted = score.filter(isFitted);
    if (fitted.length === 0) continue;
    const map = isotonicFit(fitted, truth.filter(isFitted));
    for (let row = 0; row < score.length; row++)
      if (split[row] === held) calibrated[row] = isotonicAt(map, score[row] as number);
  }
  return calibrated;
}
