import { evalResults, isEvalResults } from './eval-results.ts';
import { isKerasHistory, kerasHistory } from './keras-history.ts';
import { isLmEval, lmEval } from './lm-eval.ts';
import { isSklearnReport, sklearnReport } from './sklearn-report.ts';
import { isTrainerState, trainerState } from './trainer-state.ts';

/** A document that a tool of the field wrote: recognised by what is in it, not by the file's name. */
interface Shape {
  readonly is: (document: unknown) => boolean;
  /** the same as metric names with values */
  readonly read: (document: never) => unknown;
}

const shapes: readonly Shape[] = [
  { is: isSklearnReport, read: sklearnReport },
  { is: isTrainerState, read: trainerState },
  { is: isLmEval, read: lmEval },
  { is: isKerasHistory, read: kerasHistory },
  { is: isEvalResults, read: evalResults },
];

/** A parsed document as metric names with values, whichever tool wrote it. */
export function shaped(document: unknown): unknown {
  const shape = shapes.find(({ is }) => is(document));
  return shape ? shape.read(document as never) : document;
}
