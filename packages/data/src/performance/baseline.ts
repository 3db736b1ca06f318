import type { Isotonic } from '@ml-actions/stats/isotonic';
import * as z from 'zod';
import type { Engine } from '../engine.ts';
import type { Source } from '../source.ts';
import { calibrationOf } from './calibration.ts';
import { classesOf, type JudgedColumns, judgedRows, positiveOf } from './judged.ts';
import { labelsOf, realisedOf } from './realised.ts';

/** How well the model did where its profile was made, and how its scores become probabilities. */
export const baselineSchema = z.strictObject({
  score: z.string().nullable(),
  prediction: z.string().nullable(),
  truth: z.string(),
  /** the class that the score is about; null: more than two classes, or no score */
  positive: z.string().nullable(),
  /** the other class; null: the reference had one only; missing in profiles that were written before it was kept */
  negative: z.string().nullable().optional(),
  rows: z.int().nonnegative(),
  accuracy: z.number(),
  auc: z.number().nullable(),
  /** knots of the isotonic map from scores to probabilities; null: the scores were calibrated already */
  calibration: z.strictObject({ x: z.array(z.number()), y: z.array(z.number()) }).nullable(),
});
export type Baseline = z.infer<typeof baselineSchema>;

/** More distinct truths are no classes. */
const MOST_CLASSES = 100;

/**
 * The baseline of a classifier from rows with truths; null where there is nothing to measure, or where the model is never
 * right: nothing falls below that, and truths and predictions are then no classes, or written in two ways.
 * @throws InputError when the source cannot be read
 */
export async function baselineOf(
  engine: Engine,
  source: Source,
  columns: JudgedColumns & { readonly truth: string },
): Promise<Baseline | null> {
  const classes = await classesOf(engine, source, columns, MOST_CLASSES);
  if (classes.length > MOST_CLASSES) return null;
  const positive = columns.score === null ? null : positiveOf(classes);
  const negative = positive === null ? null : (classes.find((name) => name !== positive) ?? null);
  const judged = await judgedRows(engine, source, columns, { positive, negative });
  const labels = await labelsOf(engine, judged);
  const realised = await realisedOf(engine, judged, labels);
  if (!realised || labels.right === 0) return null;
  const { score, prediction, truth } = columns;
  return {
    score: positive === null ? null : score,
    prediction,
    truth,
    positive,
    negative,
    rows: labels.labelled,
    accuracy: realised.accuracy.value,
    auc: realised.auc?.value ?? null,
    calibration: mutable(positive === null ? null : await calibrationOf(engine, judged, labels.labelled)),
  };
}

const mutable = (map: Isotonic | null): Baseline['calibration'] => map && { x: [...map.x], y: [...map.y] };
