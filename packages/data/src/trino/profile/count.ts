import { type Counted, countOn } from '../../profile/count.ts';
import type { CategoricalColumn, Profile, ProfileColumn } from '../../profile/schema.ts';
import type { Reading } from '../../profile/table.ts';
import type { Table } from '../../source.ts';
import type { TrinoEngine } from '../engine.ts';
import { countCategories, type Placed } from './categories.ts';
import { tallyNumbers } from './numbers.ts';
import { totalsOf } from './totals.ts';
import { readsOf } from './value.ts';

/**
 * Counts tables on the frozen frames of a profile where they are, in three scans of aggregates: what is missing, the
 * numbers, the categories. The result is the one that DuckDB has of the same rows.
 * @throws InputError for a column that is compared in a way that needs its values here; ServiceError when the warehouse
 * does not answer
 */
export const countTables = (engine: TrinoEngine, profile: Profile, tables: readonly Table[]): Promise<Counted> =>
  countOn(profile, tables, (table, columns, salt) => countColumns(engine, table, columns, salt));

export async function countColumns(
  engine: TrinoEngine,
  table: Table,
  columns: readonly ProfileColumn[],
  salt: string | null,
): Promise<ProfileColumn[]> {
  const reads = readsOf(table, columns as readonly Reading[]);
  const totals = await totalsOf(engine, reads, columns);
  const frames = new Map(columns.flatMap((column, at) => ('edges' in column ? [[at, column] as const] : [])));
  const numbers = await tallyNumbers(engine, reads, frames);
  const categories = await countCategories(engine, reads, columns.flatMap(categorical), salt);
  return columns.map((column, at): ProfileColumn => {
    const { rows = 0, missing = 0, invalid = 0, numbers: found } = totals[at] ?? {};
    const base = { rows, missing, invalid };
    if (!('edges' in column)) return { ...column, ...base, ...categories.get(at) };
    const { finite: _, ...extremes } = found ?? { finite: 0 };
    return { ...column, ...base, ...extremes, ...numbers.get(at) };
  });
}

const categorical = (column: ProfileColumn, at: number): Placed[] =>
  'categories' in column ? [{ at, column: column satisfies CategoricalColumn }] : [];
