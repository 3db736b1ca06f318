import { isMapping, type Mapping } from './mapping.ts';

/** Metrics are named `metric,filter`; beside them stand the task's name and its sample length. */
const hasFilter = (name: string): boolean => name.includes(',');

/** Whether a document is the results file of lm-evaluation-harness, since 0.4. */
export const isLmEval = (document: unknown): document is Mapping => {
  const rows = isMapping(document) && isMapping(document.results) ? Object.values(document.results) : [];
  return rows.length > 0 && rows.every(isMapping) && rows.some((row) => Object.keys(row).some(hasFilter));
};

/**
 * `<task>.<metric>` and `<task>.<metric>_stderr`, the name of the filter (`acc,none`) left out where the metric has one
 * only. Groups that stand in `groups` only are added. A standard error of `N/A` falls out.
 */
export function lmEval({ results, groups }: Mapping): Mapping {
  const rows = { ...(isMapping(groups) ? groups : {}), ...(results as Mapping) };
  return Object.fromEntries(
    Object.entries(rows).flatMap(([task, row]) => (isMapping(row) ? [[task, named(row)]] : [])),
  );
}

function named(row: Mapping): Mapping {
  const bare = (name: string) => name.replace(/,[^,]*$/, '');
  const filters = new Map<string, number>();
  for (const name of Object.keys(row).filter(hasFilter)) filters.set(bare(name), (filters.get(bare(name)) ?? 0) + 1);
  const isAlone = (name: string) => filters.get(bare(name)) === 1;
  const values = Object.entries(row).filter(([name, value]) => hasFilter(name) && isValue(name, value));
  return Object.fromEntries(values.map(([name, value]) => [isAlone(name) ? bare(name) : name, value]));
}

/** NaN and the infinities, which the reader of JSON leaves as text; an unknown standard error says nothing. */
const isValue = (name: string, value: unknown): boolean =>
  typeof value === 'number' || (!/_stderr,/.test(name) && ['NaN', 'Infinity', '-Infinity'].includes(String(value)));
