import { flatten } from '../metric.ts';
import type { Noted } from '../noted.ts';
import { boosting, isBoosting } from './boosting.ts';
import { isColumns, readColumns } from './columns.ts';
import { evalResults, isEvalResults } from './eval-results.ts';
import { isLmEval, lmEval } from './lm-eval.ts';
import type { Mapping } from './mapping.ts';
import { isNotebook, notebook } from './notebook.ts';
import { isPlaced, placed } from './placed.ts';
import { isSklearnReport, sklearnReport } from './sklearn-report.ts';
import { refuseEpochs } from './table.ts';
import { isTrainerState, trainerState } from './trainer-state.ts';
import { isWandbSummary, wandbSummary } from './wandb-summary.ts';

/** A document that a tool of the field wrote: recognised by what is in it, not by the file's name. */
interface Shape {
  readonly is: (document: unknown) => document is Mapping;
  readonly read: (document: Mapping, where: string) => Noted;
}

/** A shape whose values only need other names. */
const renamed =
  (names: (document: Mapping, where: string) => Mapping): Shape['read'] =>
  (document, where) =>
    leaves(names(document, where), where);

const leaves = (document: unknown, where: string): Noted => {
  const metrics = flatten(document, where);
  refuseEpochs(metrics, where);
  return { metrics, note: null };
};

const shapes: readonly Shape[] = [
  { is: isSklearnReport, read: renamed(sklearnReport) },
  { is: isTrainerState, read: renamed(trainerState) },
  { is: isLmEval, read: renamed(lmEval) },
  { is: isNotebook, read: renamed(notebook) },
  { is: isWandbSummary, read: renamed(wandbSummary) },
  { is: isColumns, read: readColumns },
  { is: isBoosting, read: boosting },
  { is: isEvalResults, read: renamed(evalResults) },
  { is: isPlaced, read: renamed(placed) },
];

/**
 * The metrics of a parsed document, whichever tool wrote it.
 *
 * @throws InputError when it holds none, or can be read in two ways
 */
export function shaped(document: unknown, where: string): Noted {
  const shape = shapes.find(({ is }) => is(document));
  return shape ? shape.read(document as Mapping, where) : leaves(document, where);
}
