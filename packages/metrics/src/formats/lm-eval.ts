import { isMapping, type Mapping } from './mapping.ts';

/** Whether a document is the results file of lm-evaluation-harness. */
export const isLmEval = (document: unknown): document is Mapping =>
  isMapping(document) &&
  isMapping(document.results) &&
  ('versions' in document || 'n-shot' in document || 'higher_is_better' in document) &&
  Object.values(document.results).every(isMapping);

/**
 * `<task>.<metric>`, the name of the filter (`acc,none`) left out where the metric has one only. Groups stand among the
 * results already; the title `alias` is text and falls out.
 */
export function lmEval({ results }: Mapping): Mapping {
  const tasks = Object.entries(results as Record<string, Mapping>).map(([task, row]) => {
    const bare = (name: string) => name.replace(/,[^,]*$/, '');
    const names = Object.keys(row).map(bare);
    const named = Object.entries(row)
      .filter(([, value]) => typeof value === 'number' || value === 'NaN')
      .map(([name, value]) => [names.filter((other) => other === bare(name)).length === 1 ? bare(name) : name, value]);
    return [task, Object.fromEntries(named)];
  });
  return Object.fromEntries(tasks);
}
