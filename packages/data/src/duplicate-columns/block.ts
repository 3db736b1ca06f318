import { groupBy } from '@ml-actions/core/group-by';
import { quoted } from '@ml-actions/core/path/inside';
import { type Block, type Counted, counted } from '../block.ts';
import { eachSource } from '../each-source.ts';
import type { Engine } from '../engine.ts';
import { columnOf } from '../profile/table.ts';
import { literal } from '../sql.ts';
import { type Alike, firstAlike } from './alike.ts';

/** Which columns must not be copies of each other; none: all. */
export interface DuplicateColumns {
  readonly claim: Counted;
  readonly where: string | null;
  readonly columns: readonly string[];
}

/**
 * Columns that hold in every row what an earlier column holds, values compared as they are written; a missing value
 * equals a missing value. Sums of hashes find the suspects in one scan, further ones compare them row by row.
 */
export const duplicateColumnsBlock = ({ claim, where, columns }: DuplicateColumns): Block =>
  eachSource({
    claims: [claim],
    where,
    columns,
    look: {
      asked: ['duplicate_columns', READING, columns],
      async find({ engine }, source) {
        const looked = columns.length > 0 ? columns.map((name) => columnOf(source, name)) : source.columns;
        return { sql: findingsOf(await firstAlike(engine, source, looked)) };
      },
      async judge(engine, source, found) {
        const names = columns.length > 0 ? columns : source.columns.map(({ name }) => name);
        const parts = await alikeIn(engine, found);
        const copies = parts.length === 0 ? [] : copiesAmong(names, parts);
        return [counted(source.name, claim, copies.length, parts.length === 0 ? 0 : names.length, noteOf(copies))];
      },
    },
  });

/** Columns that are compared otherwise are other findings. */
const READING = 1;

/** Nothing where there is no row, which is no proof of anything. */
const findingsOf = ({ rows, alike }: { readonly rows: number; readonly alike: Alike }): string => {
  const texts = (all: readonly (string | null)[]): string =>
    `unnest([${all.map((one) => (one === null ? 'NULL' : literal(one))).join(', ')}]::VARCHAR[])`;
  return `SELECT ${texts([...alike.keys()])} AS name, ${texts([...alike.values()])} AS first, 1 AS n WHERE ${rows > 0}`;
};

async function alikeIn(engine: Engine, found: string): Promise<readonly Alike[]> {
  const rows = await engine.rows(`SELECT part, name, first FROM ${found}`);
  const parts = groupBy(rows, ({ part }) => String(part));
  return [...parts.values()].map(
    (part) => new Map(part.map(({ name, first }) => [String(name), first === null ? null : String(first)])),
  );
}

/** A column and an earlier one. */
type Pair = readonly [earlier: string, later: string];

/** Columns are copies where they are so in every part; one that a part does not have is empty there. */
function copiesAmong(names: readonly string[], parts: readonly Alike[]): Pair[] {
  const first = new Map<string, string>();
  const copies: Pair[] = [];
  for (const name of names) {
    const key = JSON.stringify(parts.map((alike) => alike.get(name) ?? null));
    const earlier = first.get(key);
    if (earlier !== undefined) copies.push([earlier, name]);
    else first.set(key, name);
  }
  return copies;
}

const mostNamed = 10;

const noteOf = (copies: readonly Pair[]): string =>
  copies
    .slice(0, mostNamed)
    .map(([earlier, later]) => `${quoted(later)} repeats ${quoted(earlier)}`)
    .join(', ');
