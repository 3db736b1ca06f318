import { isMapping, type Mapping } from './mapping.ts';

const isList = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > 0;

/**
 * Whether a document is Keras' `History.history`: a list per metric, one entry per epoch, `loss` among them. Other
 * mappings of lists are folds or seeds.
 */
export const isKerasHistory = (document: unknown): document is Mapping => {
  if (!isMapping(document)) return false;
  const history = isMapping(document.history) ? document.history : document;
  const lists = Object.values(history);
  return isList(history.loss) && lists.every(isList) && new Set(lists.map((list) => (list as []).length)).size === 1;
};

/** The last epoch's values: those of the model that training leaves. */
export function kerasHistory(document: Mapping): Mapping {
  const history = isMapping(document.history) ? document.history : document;
  return Object.fromEntries(Object.entries(history).map(([name, epochs]) => [name, (epochs as unknown[]).at(-1)]));
}
