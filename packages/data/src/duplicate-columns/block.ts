import { quoted } from '@ml-actions/core/path/inside';
import { type Block, type Counted, counted } from '../block.ts';
import { eachSource } from '../each-source.ts';
import type { Engine } from '../engine.ts';
import { columnOf } from '../profile/table.ts';
import type { Source, SourceColumn } from '../source.ts';
import { textOf } from '../typing.ts';

/** Which columns must not be copies of each other; none: all. */
export interface DuplicateColumns {
  readonly claim: Counted;
  readonly where: string | null;
  readonly columns: readonly string[];
}

/**
 * Columns that hold in every row what an earlier column holds, values compared as they are written; a missing value
 * equals a missing value. Sums of hashes find the suspects in one scan, a second one compares them row by row.
 */
export const duplicateColumnsBlock = ({ claim, where, columns }: DuplicateColumns): Block =>
  eachSource({
    claims: [claim],
    where,
    columns,
    evaluate: async ({ engine }, source) => {
      const looked = columns.length > 0 ? columns.map((name) => columnOf(source, name)) : source.columns;
      const { rows, suspects } = await suspected(engine, source, looked);
      const copies = rows === 0 ? [] : await confirmed(engine, source, suspects);
      return [counted(source.name, claim, copies.length, rows === 0 ? 0 : looked.length, noteOf(copies))];
    },
  });

/** A column and an earlier one. */
type Pair = readonly [earlier: SourceColumn, later: SourceColumn];

const SEED = 'missing';

async function suspected(engine: Engine, source: Source, columns: readonly SourceColumn[]) {
  const sums = columns.map(
    (column, at) =>
      `CAST(sum(CAST(coalesce(hash(${textOf(column)}), hash('${SEED}', 1)) AS HUGEINT)) AS VARCHAR) AS s${at}`,
  );
  const row = await engine.row(`SELECT count(*) AS n, ${sums.join(', ')} FROM ${source.relation}`, source.name);
  const first = new Map<unknown, SourceColumn>();
  const suspects: Pair[] = [];
  for (const [at, column] of columns.entries()) {
    const earlier = first.get(row[`s${at}`]);
    if (earlier) suspects.push([earlier, column]);
    else first.set(row[`s${at}`], column);
  }
  return { rows: Number(row.n), suspects };
}

async function confirmed(engine: Engine, source: Source, suspects: readonly Pair[]): Promise<readonly Pair[]> {
  if (suspects.length === 0) return [];
  const differing = suspects.map(
    ([a, b], at) => `count(*) FILTER (WHERE ${textOf(a)} IS DISTINCT FROM ${textOf(b)}) AS d${at}`,
  );
  const row = await engine.row(`SELECT ${differing.join(', ')} FROM ${source.relation}`, source.name);
  return suspects.filter((_, at) => Number(row[`d${at}`]) === 0);
}

const mostNamed = 10;

const noteOf = (copies: readonly Pair[]): string =>
  copies
    .slice(0, mostNamed)
    .map(([earlier, later]) => `${quoted(later.name)} repeats ${quoted(earlier.name)}`)
    .join(', ');
