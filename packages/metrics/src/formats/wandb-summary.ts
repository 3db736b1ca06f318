import { isMapping, type Mapping } from './mapping.ts';

/** Whether a document is the wandb-summary.json of Weights & Biases. */
export const isWandbSummary = (document: unknown): document is Mapping =>
  isMapping(document) && ['_step', '_runtime', '_timestamp'].some((name) => typeof document[name] === 'number');

/** The summary's values; names that begin with `_` are the run's own. */
export const wandbSummary = (document: Mapping): Mapping =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !name.startsWith('_')));
