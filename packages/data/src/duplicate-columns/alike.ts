import { groupBy } from '@ml-actions/core/group-by';
import type { Engine } from '../engine.ts';
import type { Source, SourceColumn } from '../source.ts';
import { textOf } from '../typing.ts';

/** By column, the first one that it equals in every row, itself where there is none; null: it holds no value. */
export type Alike = ReadonlyMap<string, string | null>;

/** Which columns are equal in every row. Sums of hashes tell suspects, which are compared row by row. */
export async function firstAlike(
  engine: Engine,
  source: Source,
  columns: readonly SourceColumn[],
): Promise<{ readonly rows: number; readonly alike: Alike }> {
  const { rows, suspects, empty } = await suspected(engine, source, columns);
  const alike = new Map(columns.map(({ name }) => [name, empty.has(name) ? null : name]));
  let open = suspects;
  while (open.length > 0) {
    const equal = await equalToFirst(engine, source, open);
    for (const [earlier, later] of equal) alike.set(later.name, earlier.name);
    open = open
      .map((group) => group.filter((column) => alike.get(column.name) === column.name).slice(1))
      .filter(isGroup);
  }
  return { rows, alike };
}

type Group = readonly SourceColumn[];
const isGroup = (group: Group): boolean => group.length > 1;

const SEED = 'missing';

/** Columns of the same sum of hashes: the same values, in whatever rows. */
async function suspected(engine: Engine, source: Source, columns: readonly SourceColumn[]) {
  const sums = columns.flatMap((column, at) => [
    `CAST(sum(CAST(coalesce(hash(${textOf(column)}), hash('${SEED}', 1)) AS HUGEINT)) AS VARCHAR) AS s${at}`,
    `count(${textOf(column)}) AS p${at}`,
  ]);
  const row = await engine.row(`SELECT count(*) AS n, ${sums.join(', ')} FROM ${source.relation}`, source.name);
  const [rows, places] = [Number(row.n), new Map(columns.map((column, at) => [column, at]))];
  const empty = new Set(columns.filter((_, at) => Number(row[`p${at}`]) === 0).map(({ name }) => name));
  const groups = groupBy(
    columns.filter(({ name }) => !empty.has(name)),
    (column) => row[`s${places.get(column)}`],
  );
  return { rows, empty, suspects: [...groups.values()].filter(isGroup) };
}

/** Of each group, those that equal its first. */
async function equalToFirst(
  engine: Engine,
  source: Source,
  groups: readonly Group[],
): Promise<readonly (readonly [earlier: SourceColumn, later: SourceColumn])[]> {
  const pairs = groups.flatMap(([first, ...others]) => (first ? others.map((other) => [first, other] as const) : []));
  const differing = pairs.map(
    ([a, b], at) => `count(*) FILTER (WHERE ${textOf(a)} IS DISTINCT FROM ${textOf(b)}) AS d${at}`,
  );
  const row = await engine.row(`SELECT ${differing.join(', ')} FROM ${source.relation}`, source.name);
  return pairs.filter((_, at) => Number(row[`d${at}`]) === 0);
}
