import { aucError } from '@ml-actions/stats/auc-error';
import { aucSteps } from '@ml-actions/stats/auc-steps';
import { type Interval, wilson } from '@ml-actions/stats/proportion';
import type { Engine } from '../engine.ts';
import type { Judged } from './judged.ts';
import { eachStep } from './steps.ts';

/** A metric with its 95 % interval. */
export interface Metric extends Interval {
  readonly value: number;
}

/** How many labels have arrived. */
export interface Labels {
  /** rows in which the model said a class */
  readonly rows: number;
  /** those of them that have a truth */
  readonly labelled: number;
  /** those of them in which the model was right */
  readonly right: number;
}

export interface Realised {
  readonly accuracy: Metric;
  /** null without scores, or with one class only */
  readonly auc: Metric | null;
}

/** Two-sided 95 % of the normal law. */
const Z95 = 1.959963984540054;

export async function labelsOf(engine: Engine, { relation, name }: Judged): Promise<Labels> {
  const counts = await engine.row(
    `SELECT count(said) AS rows, count(*) FILTER (said IS NOT NULL AND truth IS NOT NULL) AS labelled, ` +
      `count(*) FILTER (said = truth) AS "right" FROM ${relation}`,
    name,
  );
  return { rows: Number(counts.rows), labelled: Number(counts.labelled), right: Number(counts.right) };
}

/** What the truths that arrived say: accuracy with Wilson's interval, AUC with Hanley and McNeil's; null without any. */
export async function realisedOf(engine: Engine, judged: Judged, labels: Labels): Promise<Realised | null> {
  const { labelled, right } = labels;
  if (labelled === 0) return null;
  return { accuracy: { value: right / labelled, ...wilson(right, labelled) }, auc: await aucOf(engine, judged) };
}

async function aucOf(engine: Engine, judged: Judged): Promise<Metric | null> {
  let [positives, negatives] = [0, 0];
  const auc = aucSteps();
  await eachStep(engine, judged, { of: 'truth', order: 'DESC' }, (_, positive, negative) => {
    positives += positive;
    negatives += negative;
    auc.add(positive, negative);
  });
  const value = auc.area();
  if (typeof value !== 'number') return null;
  const half = Z95 * aucError(value, positives, negatives);
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half) };
}
