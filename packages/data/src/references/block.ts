import { relative, resolve } from 'node:path';
import { type Block, counted, type Files, lacking, placeOf } from '../block.ts';
import { type ComparableTypes, comparableTypes, comparableValue } from '../comparable.ts';
import type { Engine } from '../engine.ts';
import { rowsBreaking } from '../failing/failing-rows.ts';
import { columnOf } from '../profile/table.ts';
import type { RuleResult } from '../result.ts';
import { requireSameCount } from '../second-count.ts';
import { openSource, type Source } from '../source.ts';
import { columnSql } from '../sql.ts';
import { heldAgainst, type References } from './foreign-key.ts';
import { referencesInTables } from './in-tables.ts';

/**
 * Rows whose columns have no equal key in another table, of those in which none is missing; exact, and whatever either
 * side's format: numbers compare as numbers, times as times.
 */
export const referencesBlock = (references: References): Block => ({
  claims: [references.claim],
  inputs: [],
  where: references.where,
  parts: { by: 'rows', columns: (input) => (input === references.to ? references.key : references.columns), not: [] },
  whole: [references.to],
  inTables: (situation) => referencesInTables(situation, references),
  evaluate: ({ engine, sources, files }) =>
    heldAgainst(sources, references, async (source, target) =>
      compared(engine, source, target ?? (await openTarget(engine, references.to, files)), references),
    ),
});

/** @throws InputError when there is no such file; `to` is relative to where the contract's paths start */
const openTarget = (engine: Engine, to: string, files: Files): Promise<Source> =>
  openSource(engine, { name: to, paths: [relative(files.workspace, resolve(files.base, to))], ...placeOf(files) });

async function compared(
  engine: Engine,
  source: Source,
  target: Source,
  { claim, columns, key }: References,
): Promise<RuleResult> {
  const lost = lacking(source, claim, columns) ?? lacking(target, claim, key);
  if (lost) return { ...lost, source: source.name, note: `${lost.note} in ${lost.source}` };
  const renamed = { ...target, columns: key.map((name, at) => renamedColumn(target, name, columns[at] ?? name)) };
  const sides = { ...source, columns: columns.map((name) => columnOf(source, name)) };
  const types = await comparableTypes(engine, sides, renamed, []);
  const values = (side: Source, prefix: string) =>
    columns
      .map((name, at) => `${comparableValue(side, name, types.get(name) ?? 'written')} AS ${prefix}${at}`)
      .join(', ');
  const complete = completeIn(sides);
  const equal = columns.map((_, at) => `l${at} IS NOT DISTINCT FROM r${at}`).join(' AND ');
  const left = `SELECT ${values(source, 'l')} FROM ${source.relation} WHERE ${complete}`;
  const right = `SELECT DISTINCT ${values(renamed, 'r')} FROM ${target.relation}`;
  const row = await engine.row(
    `SELECT (SELECT count(*) FROM ${source.relation} WHERE ${complete}) AS of_rows, (SELECT count(*) FROM ${target.relation}) AS of_keys, count(*) AS failing FROM (${left}) ANTI JOIN (${right}) ON ${equal}`,
    source.name,
  );
  requireSameCount(target, Number(row.of_keys));
  const rows = rowsBreaking(source, columns, {
    among: complete,
    broken: `${tupleOf(source, columns, types)} NOT IN (SELECT ${tupleOf(renamed, columns, types)} FROM ${target.relation} WHERE ${completeIn(renamed)})`,
    over: 'table',
  });
  return { ...counted(source.name, claim, Number(row.failing), Number(row.of_rows)), rows };
}

const completeIn = ({ columns }: Pick<Source, 'columns'>): string =>
  columns.map((column) => `${columnSql(column)} IS NOT NULL`).join(' AND ');

const tupleOf = (side: Source, columns: readonly string[], types: ComparableTypes): string =>
  `{${columns.map((name, at) => `k${at}: ${comparableValue(side, name, types.get(name) ?? 'written')}`).join(', ')}}`;

/** The target's column under the name that it is compared with. */
function renamedColumn(target: Source, name: string, as: string): Source['columns'][number] {
  const column = columnOf(target, name);
  return { ...column, name: as, sql: columnSql(column) };
}
