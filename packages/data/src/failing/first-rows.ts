import { groupBy } from '@ml-actions/core/group-by';
import type { Engine } from '../engine.ts';
import { type FailingRows, predicateOf, selectFailing, tableOf } from './failing-rows.ts';
import { positionIn } from './numbered.ts';

/** Rows that are named of each rule: enough to find the reason, few enough to read. */
export const MOST_SHOWN = 5;

/** Predicates of one statement, as the planner's. */
const BATCH = 100;

/**
 * The places of the first rows that break each rule: one scan for all rules that look at rows one by one, one statement
 * for each of the others.
 */
export async function firstRows(engine: Engine, rules: readonly FailingRows[]): Promise<readonly number[][]> {
  const found = new Map<FailingRows, readonly number[]>();
  for (const group of groupsOf(rules)) {
    const [first] = group;
    if (!first) continue;
    const sums = group.map(
      (rows, at) => `min(${positionIn(rows.source)}, ${MOST_SHOWN}) FILTER (WHERE ${predicateOf(rows)}) AS r${at}`,
    );
    const row = await engine.row(`SELECT ${sums.join(', ')} FROM ${tableOf(first)}`, first.source.name);
    for (const [at, rows] of group.entries()) found.set(rows, placesIn(row[`r${at}`]));
  }
  for (const rows of rules.filter(({ over }) => over === 'table')) {
    const position = positionIn(rows.source);
    const sql = `SELECT min(${position}, ${MOST_SHOWN}) AS r FROM (${selectFailing(rows, position)})`;
    found.set(rows, placesIn((await engine.row(sql, rows.source.name)).r));
  }
  return rules.map((rows) => [...(found.get(rows) ?? [])]);
}

const placesIn = (list: unknown): number[] => (Array.isArray(list) ? list.map(Number) : []);

/** Rules over rows one by one that one scan answers. */
export function groupsOf(rules: readonly FailingRows[]): readonly FailingRows[][] {
  const tables = groupBy(
    rules.filter(({ over }) => over === 'row'),
    tableOf,
  );
  return [...tables.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / BATCH) }, (_, at) => group.slice(at * BATCH, (at + 1) * BATCH)),
  );
}
