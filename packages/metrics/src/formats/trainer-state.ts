import { isMapping, type Mapping } from './mapping.ts';

/** Where a log entry was written; no metric. */
const PLACES = new Set(['step', 'epoch']);

/** Whether a document is the Hugging Face Trainer's `trainer_state.json`. */
export const isTrainerState = (document: unknown): document is Mapping =>
  isMapping(document) && Array.isArray(document.log_history) && 'global_step' in document;

/**
 * The last value that was logged of each metric, by step: a resumed training logs steps again, and later entries of a
 * step count. `best_metric` is the Trainer's own.
 */
export function trainerState({ log_history, best_metric }: Mapping): Mapping {
  const entries = (log_history as unknown[]).filter(isMapping);
  const inOrder = entries
    .map((entry, at) => ({ entry, at, step: Number(entry.step ?? -1) }))
    .sort((a, b) => a.step - b.step || a.at - b.at);
  const values = inOrder.flatMap(({ entry }) => Object.entries(entry).filter(([name]) => !PLACES.has(name)));
  const found = new Map<string, unknown>(values);
  if (typeof best_metric === 'number') found.set('best_metric', best_metric);
  return Object.fromEntries(found);
}
