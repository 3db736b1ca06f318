import type { Engine } from '../engine.ts';
import type { Source, Table as SourceTable } from '../source.ts';
import { countCategories } from './categories.ts';
import { tallyVectors, type VectorSums } from './embedding.ts';
import type { NumericColumn, Profile, ProfileColumn } from './schema.ts';
import { doubles, type NonFinite, numberTotals, type Reading, type Table, typedTable } from './table.ts';
import { tallyOn } from './tally.ts';

export interface Counted {
  /** the reference's frames with the counts of the new data; columns the data has not are left out */
  readonly profile: Profile;
  /** columns of the profile that no source has */
  readonly absent: readonly string[];
  /** columns of the sources that the profile does not know */
  readonly extra: readonly string[];
}

/**
 * Counts new data on the frozen frames of a profile: one scan of aggregates, one streaming pass over the numbers, one
 * grouping per categorical column. Order, files and threads do not change a byte of the result.
 * @throws InputError when a source cannot be read to its end
 */
export const countAgainst = (engine: Engine, profile: Profile, sources: readonly Source[]): Promise<Counted> =>
  countOn(profile, sources, (source, columns, salt) => countColumns(engine, source, columns, salt));

/** Deals out the columns of a profile to the tables that have them, and takes their counts together. */
export async function countOn<T extends SourceTable>(
  profile: Profile,
  tables: readonly T[],
  count: (table: T, columns: readonly ProfileColumn[], salt: string | null) => Promise<readonly ProfileColumn[]>,
): Promise<Counted> {
  const left = new Map(profile.columns.map((column) => [column.name, column]));
  const known = new Set(profile.columns.map(ownerOf));
  const counted: ProfileColumn[] = [];
  const extra: string[] = [];
  for (const table of tables) {
    const names = new Set(table.columns.map(({ name }) => name));
    const columns = [...left.values()].filter((column) => names.has(ownerOf(column)));
    extra.push(...[...names].filter((name) => !known.has(name)));
    for (const { name } of columns) left.delete(name);
    counted.push(...(await count(table, columns, profile.salt ?? null)));
  }
  const { periods: _, ...frames } = profile; // they are of the reference's rows
  return { profile: { ...frames, columns: sortByName(counted) }, absent: [...left.keys()], extra };
}

export const sortByName = <T extends { readonly name: string }>(columns: readonly T[]): T[] =>
  [...columns].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The column of the data that a profile's column is about. */
export const ownerOf = ({ name, of }: ProfileColumn): string => of?.column ?? name;

async function countColumns(
  engine: Engine,
  source: Source,
  columns: readonly ProfileColumn[],
  salt: string | null,
): Promise<ProfileColumn[]> {
  const table = await typedTable(engine, source, columns as readonly Reading[]);
  try {
    return await countTable(engine, source, table, columns, salt);
  } finally {
    await table.drop();
  }
}

/**
 * The counts of columns that are typed already: `columns[i]` is `v<i>` of the table.
 * @param salt with which category values are hashed; null: they are written as they are
 */
export async function countTable(
  engine: Engine,
  source: Source,
  table: Table,
  columns: readonly ProfileColumn[],
  salt: string | null,
): Promise<ProfileColumn[]> {
  const numbers = await tallyNumbers(engine, source, table, columns);
  const vectors = await tallyEmbeddings(engine, source, table, columns);
  return Promise.all(
    columns.map(async (column, at): Promise<ProfileColumn> => {
      const { rows, missing, invalid } = table.totals(at);
      const base = { rows, missing, invalid };
      if (column.kind === 'opaque') return { ...column, ...base };
      if ('categories' in column)
        return {
          ...column,
          ...base,
          ...(await countCategories({ engine, source, table, at, reading: column, salt }, column)),
        };
      if (column.kind === 'embedding') return { ...column, ...base, ...vectors.get(at) };
      return { ...column, ...base, ...numbers.get(at) };
    }),
  );
}

type Numbers = Pick<NumericColumn, 'counts' | 'sums' | 'squares' | 'min' | 'max'> & NonFinite;

const nonFiniteOf = (totals: NonFinite | undefined): NonFinite => ({
  nan: totals?.nan ?? 0,
  positiveInfinity: totals?.positiveInfinity ?? 0,
  negativeInfinity: totals?.negativeInfinity ?? 0,
});

async function tallyNumbers(
  engine: Engine,
  source: Source,
  table: Table,
  columns: readonly ProfileColumn[],
): Promise<Map<number, Numbers>> {
  const numeric = columns.flatMap((column, at) => ('edges' in column ? [{ at, tally: tallyOn(column) }] : []));
  if (numeric.length === 0) return new Map();
  const select = numeric.map(({ at }) => `coalesce(v${at}, CAST('nan' AS DOUBLE))`).join(', ');
  for await (const chunk of doubles(engine, `SELECT ${select} FROM ${table.from}`, source.name)) {
    numeric.forEach(({ tally }, index) => {
      tally.add(chunk[index] ?? new Float64Array());
    });
  }
  const results = numeric.map(({ at, tally }) => ({ at, ...tally.result() }));
  const odd = results.filter(({ at, finite }) => finite < table.totals(at).present).map(({ at }) => at);
  const others = await numberTotals(engine, source, table, odd);
  return new Map(
    results.map(({ at, counts, sums, squares, min, max }) => [
      at,
      { counts, sums: sums.map(String), squares: String(squares), min, max, ...nonFiniteOf(others.get(at)) },
    ]),
  );
}

/** One column after the other: the engine ends a stream when another query begins. */
async function tallyEmbeddings(
  engine: Engine,
  source: Source,
  table: Table,
  columns: readonly ProfileColumn[],
): Promise<ReadonlyMap<number, VectorSums>> {
  const sums = new Map<number, VectorSums>();
  for (const [at, column] of columns.entries())
    if (column.kind === 'embedding') sums.set(at, await tallyVectors(engine, source, table, at, column));
  return sums;
}
