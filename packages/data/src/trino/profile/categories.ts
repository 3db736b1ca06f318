import type { CategoricalColumn } from '../../profile/schema.ts';
import type { Sql } from '../../sql/dialect.ts';
import { literal } from '../../sql.ts';
import type { TrinoEngine } from '../engine.ts';
import { inPortions } from './portion.ts';
import type { Reads } from './value.ts';

type Counts = Pick<CategoricalColumn, 'categories' | 'other'>;

/** A categorical column of a profile and its place: `v<at>`. */
export interface Placed {
  readonly at: number;
  readonly column: CategoricalColumn;
}

/** Hexadecimal digits of a hashed value, as the profile writes them. */
const DIGITS = 16;
/** What stands for every value outside the categories; places of categories count from 0. */
const OTHER = -1;

/**
 * Counts on the categories of a profile's columns: one scan for all of them, one more for each vocabulary, whose rows
 * hold many words. Values are compared there; what comes here are places and counts.
 */
export async function countCategories(
  engine: TrinoEngine,
  reads: Reads,
  placed: readonly Placed[],
  salt: string | null,
): Promise<ReadonlyMap<number, Counts>> {
  const isVocabulary = ({ column }: Placed): boolean => column.of?.measure === 'vocabulary';
  const counts = new Map(placed.map(({ at, column }) => [at, new Array<number>(column.categories.length).fill(0)]));
  const others = new Map<number, number>();
  const take = async (from: Sql, rows: readonly Sql[]): Promise<void> => {
    for (const row of await engine.rows(statement(from, rows), reads.name)) {
      const [at, key, n] = [Number(row.c), Number(row.k), Number(row.n)];
      const own = counts.get(at);
      if (key === OTHER) others.set(at, n);
      else if (own) own[key] = n;
    }
  };
  const values = placed.filter((each) => !isVocabulary(each));
  if (values.length > 0)
    for (const portion of inPortions(values.map((each) => keyed(each, salt)))) await take(reads.from, portion);
  for (const each of placed.filter(isVocabulary)) {
    const word = `v${each.at}`;
    await take(`(SELECT w.${word} FROM ${reads.from} AS t CROSS JOIN UNNEST(t.${word}) AS w(${word}))`, [
      keyed(each, salt),
    ]);
  }
  return new Map(placed.map(({ at, column }) => [at, countsOf(column, counts.get(at) ?? [], others.get(at) ?? 0)]));
}

const countsOf = (column: CategoricalColumn, counts: readonly number[], other: number): Counts => ({
  categories: column.categories.map(({ value }, at) => ({ value, count: counts[at] ?? 0 })),
  other,
});

const statement = (from: Sql, rows: readonly Sql[]): Sql =>
  `SELECT u.c, u.k, count(*) AS n FROM ${from} CROSS JOIN UNNEST(ARRAY[${rows.join(', ')}]) AS u(c, k) WHERE u.k IS NOT NULL GROUP BY u.c, u.k`;

/** A column's place and the place of its value among the categories. */
function keyed({ at, column }: Placed, salt: string | null): Sql {
  const { categories, kind } = column;
  const v = `v${at}`;
  const spelt = salt === null || kind === 'boolean' ? v : hashed(v, salt);
  const names = categories.map(({ value }) => literal(value)).join(', ');
  const places = categories.map((_, place) => place).join(', ');
  const place =
    categories.length === 0
      ? `${OTHER}`
      : `coalesce(element_at(MAP(ARRAY[${names}], ARRAY[${places}]), ${spelt}), ${OTHER})`;
  return `ROW(${at}, IF(${v} IS NOT NULL, ${place}))`;
}

/** The spelling of a value in a profile that others may read. */
export const hashed = (v: Sql, salt: string): Sql =>
  `substr(lower(to_hex(sha256(to_utf8(${literal(`${salt}:`)} || ${v})))), 1, ${DIGITS})`;
