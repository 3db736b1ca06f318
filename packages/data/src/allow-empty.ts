import type { RuleResult } from './result.ts';
import type { Table } from './source.ts';
import type { SqlEngine } from './sql/engine.ts';

/**
 * Where zero rows are no failure: what looked at nothing because nothing was there has not failed.
 *
 * @param isEmpty whether an input that a result is about holds no row
 */
export async function excusing(
  results: RuleResult[],
  isEmpty: (result: RuleResult) => Promise<boolean>,
): Promise<RuleResult[]> {
  const told: RuleResult[] = [];
  for (const result of results) told.push(isVacuous(result) && (await isEmpty(result)) ? excused(result) : result);
  return told;
}

/** Nothing was looked at. */
const isVacuous = ({ failing, of, status }: RuleResult): boolean => failing === 0 && of === 0 && status !== 'error';

const excused = ({ note: _, ...result }: RuleResult): RuleResult => ({ ...result, status: 'pass' });

/** Whether an input that a result is about holds no row; results about several inputs name them all. */
export function emptyAmong(engine: SqlEngine, sources: readonly Table[]): (result: RuleResult) => Promise<boolean> {
  const empty = new Map<string, boolean>();
  return async ({ source }) => {
    const named = source.split(', ');
    for (const { relation, name } of sources.filter((one) => named.includes(one.name)))
      if (!empty.has(name))
        empty.set(name, (await engine.rows(`SELECT 1 FROM ${relation} LIMIT 1`, name)).length === 0);
    return named.some((name) => empty.get(name));
  };
}
