import { isMapping, type Mapping } from './mapping.ts';

/** Where a log entry was written; no metric. */
const PLACES = new Set(['step', 'epoch']);

/** Whether a document is the Hugging Face Trainer's `trainer_state.json`. */
export const isTrainerState = (document: unknown): document is Mapping =>
  isMapping(document) && Array.isArray(document.log_history) && 'global_step' in document;

/**
 * The value of each metric that was logged last; `best_metric` is the Trainer's own. A resumed training logs steps again:
 * what an earlier attempt logged from there on is not of this model.
 */
export function trainerState({ log_history, best_metric }: Mapping): Mapping {
  const kept: Mapping[] = [];
  for (const entry of (log_history as unknown[]).filter(isMapping)) {
    while (stepOf(kept.at(-1)) > stepOf(entry)) kept.pop();
    kept.push(entry);
  }
  const found = new Map(kept.flatMap((entry) => Object.entries(entry).filter(([name]) => !PLACES.has(name))));
  if (best_metric !== null && best_metric !== undefined) found.set('best_metric', best_metric);
  return Object.fromEntries(found);
}

const stepOf = (entry: Mapping | undefined): number => Number(entry?.step ?? -1);
