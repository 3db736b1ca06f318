import { counted, lacking, type TableSituation, unproven } from '../block.ts';
import { columnOf } from '../profile/table.ts';
import type { RuleResult } from '../result.ts';
import type { Table } from '../source.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { columnSql } from '../sql.ts';
import { comparableAs, joinedValue } from '../trino/comparable.ts';
import { heldAgainst, type References } from './foreign-key.ts';

/** Foreign keys of tables of a warehouse: one join with the distinct keys of the other table. */
export const referencesInTables = (
  { engine, sources }: TableSituation,
  references: References,
): Promise<RuleResult[]> =>
  heldAgainst(sources, references, async (source, target) =>
    target ? compared(engine, source, target, references) : unproven(source.name, references.claim, NO_INPUT),
  );

const NO_INPUT = '`to` names no input; name the other table among the `data`, as `name=catalog.schema.table`';

async function compared(
  engine: SqlEngine,
  source: Table,
  target: Table,
  { claim, columns, key }: References,
): Promise<RuleResult> {
  const lost = lacking(source, claim, columns) ?? lacking(target, claim, key);
  if (lost) return { ...lost, source: source.name, note: `${lost.note} in ${lost.source}` };
  const pairs = columns.map((name, at) => [columnOf(source, name), columnOf(target, key[at] ?? name)] as const);
  const values = (side: 0 | 1): string =>
    pairs.map((pair, at) => `${joinedValue(pair[side], comparableAs(...pair))} AS k${at}`).join(', ');
  const complete = (side: 0 | 1): string => pairs.map((pair) => `${columnSql(pair[side])} IS NOT NULL`).join(' AND ');
  const rows = `SELECT ${values(0)} FROM ${source.relation} WHERE ${complete(0)}`;
  const keys = `SELECT DISTINCT ${values(1)}, true AS known FROM ${target.relation} WHERE ${complete(1)}`;
  const equal = pairs.map((_, at) => `l.k${at} = r.k${at}`).join(' AND ');
  const { looked, failing } = await engine.row(
    `SELECT count(*) AS looked, count(*) FILTER (WHERE r.known IS NULL) AS failing FROM (${rows}) AS l LEFT JOIN (${keys}) AS r ON ${equal}`,
    source.name,
  );
  return counted(source.name, claim, Number(failing), Number(looked));
}
