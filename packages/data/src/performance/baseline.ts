import { adaptiveCalibrationError } from '@ml-actions/stats/calibration';
import { isotonicAt, isotonicFit } from '@ml-actions/stats/isotonic';
import { ascendingOrder } from '@ml-actions/stats/order';
import { xoshiro128 } from '@ml-actions/stats/prng';
import * as z from 'zod';
import type { Engine } from '../engine.ts';
import type { Source } from '../source.ts';
import { type Judged, type JudgedColumns, positiveOf, readJudged } from './judged.ts';
import { type Realised, realisedOf } from './realised.ts';

/** How well the model did where its profile was made, and how its scores become probabilities. */
export const baselineSchema = z.strictObject({
  score: z.string().nullable(),
  prediction: z.string().nullable(),
  truth: z.string(),
  /** the class that the score is about; null: more than two classes, or no score */
  positive: z.string().nullable(),
  rows: z.int().nonnegative(),
  accuracy: z.number(),
  auc: z.number().nullable(),
  /** knots of the isotonic map from scores to probabilities; null: the scores were calibrated already */
  calibration: z.strictObject({ x: z.array(z.number()), y: z.array(z.number()) }).nullable(),
});
export type Baseline = z.infer<typeof baselineSchema>;

/**
 * The baseline of a classifier from rows with truths; null where there is nothing to measure.
 * @throws InputError when the source cannot be read
 */
export async function baselineOf(
  engine: Engine,
  source: Source,
  columns: JudgedColumns & { readonly truth: string },
): Promise<Baseline | null> {
  const judged = await readJudged(engine, source, columns);
  if (judged.classes.length > MOST_CLASSES) return null;
  const positive = columns.score === null ? null : positiveOf(judged.classes);
  const realised = realisedOf(judged, positive);
  if (!realised) return null;
  const { score, prediction, truth } = columns;
  const calibration = positive === null ? null : calibrationOf(judged, positive);
  const facts = { score: positive === null ? null : score, prediction, truth, positive };
  return { ...facts, ...measured(realised), calibration };
}

const measured = ({ labelled, accuracy, auc }: Realised) => ({
  rows: labelled,
  accuracy: accuracy.value,
  auc: auc?.value ?? null,
});

/** More distinct truths are no classes. */
const MOST_CLASSES = 100;
const SPLITS = 10;
const ECE_BINS = 10;
const SEED = 20_250_101;

/** An isotonic fit, kept only where it lowers the calibration error over ten held-out tenths together. */
function calibrationOf(judged: Judged, positive: string): Isotonic | null {
  const pairs: (readonly [score: number, truth: number])[] = [];
  for (let row = 0; row < judged.rows; row++) {
    const [score, truth] = [judged.score?.[row] ?? Number.NaN, judged.truth(row)];
    if (Number.isFinite(score) && truth !== null) pairs.push([score, Number(truth === positive)]);
  }
  const random = xoshiro128(SEED);
  const tested = Array.from({ length: SPLITS }).flatMap(() => {
    const isFitted = pairs.map(() => random.next() % SPLITS > 0);
    const fitted = pairs.filter((_, at) => isFitted[at]);
    if (fitted.length === 0) return [];
    const map = fit(fitted);
    const held = pairs.filter((_, at) => !isFitted[at]);
    return held.map(([score, truth]) => ({ score, truth, calibrated: isotonicAt(map, score) }));
  });
  const right = tested.map(({ truth }) => truth);
  const error = (values: readonly number[]): number => {
    const confidence = Float64Array.from(values);
    return Number(adaptiveCalibrationError({ right, confidence }, ascendingOrder(confidence), ECE_BINS));
  };
  const before = error(tested.map(({ score }) => score));
  return error(tested.map(({ calibrated }) => calibrated)) < before ? fit(pairs) : null;
}

type Isotonic = NonNullable<Baseline['calibration']>;
type Pairs = readonly (readonly [score: number, truth: number])[];

function fit(pairs: Pairs): Isotonic {
  const { x, y } = isotonicFit(
    pairs.map(([score]) => score),
    pairs.map(([, truth]) => truth),
  );
  return { x: [...x], y: [...y] };
}
