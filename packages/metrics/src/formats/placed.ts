import { isMapping, type Mapping } from './mapping.ts';

/** How the Hugging Face Trainer begins the names of its results. */
const TRAINER = /^(train|eval|test|predict)_/;

const isWhole = (value: unknown): boolean => typeof value === 'bigint' || Number.isInteger(value);

const isPlace = (document: Mapping, name: string): boolean => {
  if (name === 'step') return isWhole(document.step);
  return name === 'epoch' && (isWhole(document.epoch) || Object.keys(document).some((other) => TRAINER.test(other)));
};

/**
 * Whether a document says beside its metrics when they were written: `step` in DVCLive's metrics.json, `epoch` in the
 * Hugging Face Trainer's all_results.json. Neither is a metric.
 */
export const isPlaced = (document: unknown): document is Mapping =>
  isMapping(document) &&
  Object.keys(document).length > 1 &&
  Object.keys(document).some((name) => isPlace(document, name));

export const placed = (document: Mapping): Mapping =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !isPlace(document, name)));
