import { metricValue } from '../metric.ts';
import type { Noted } from '../noted.ts';
import { isMapping, type Mapping } from './mapping.ts';
import { isTold, overTime, readTable, type Table, twoReadings } from './table.ts';

/** The suffixes of boosting libraries' cross-validation, whose lists run over iterations. */
const CROSS_VALIDATED = /-(mean|stdv?)$/;

const isScalar = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** Whether every value is a list of single values, all equally long. */
export const isTable = (document: unknown): document is Mapping => {
  const lists = isMapping(document) ? Object.values(document) : [];
  const [first] = lists;
  if (!Array.isArray(first) || first.length === 0) return false;
  return lists.every((list) => Array.isArray(list) && list.length === first.length && list.every(isScalar));
};

/** Whether a document is Keras' History object, or a table in columns that is more than scores by metric. */
export const isColumns = (document: unknown): document is Mapping => {
  if (isMapping(document) && isTable(document.history)) return true;
  if (!isTable(document)) return false;
  const names = Object.keys(document);
  return isTold(names) || names.includes('loss') || names.every((name) => CROSS_VALIDATED.test(name));
};

/**
 * Lists under metric names: Keras' `History.history` (one entry per epoch), or any table written in columns.
 *
 * @throws InputError for a `loss` of which nothing says whether its list runs over epochs or folds
 */
export function readColumns(document: Mapping, where: string): Noted {
  if (isMapping(document.history)) return overTime(tableOf(document.history), where);
  const table = tableOf(document);
  if (isTold(table.keys())) return readTable(table, where);
  const rows = table.values().next().value?.length ?? 0;
  if (rows > 1 && table.has('loss') && !table.has('val_loss'))
    throw twoReadings(where, 'a list "loss" without "val_loss"');
  return overTime(table, where);
}

const tableOf = (lists: Mapping): Table =>
  new Map(Object.entries(lists).map(([name, list]) => [name, (list as unknown[]).map(metricValue)]));
