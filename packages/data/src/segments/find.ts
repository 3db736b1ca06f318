import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { type Checking, scopeOf } from '../answer.ts';
import { columnsRead, type Rule, type Segmentation } from '../rule.ts';
import type { Sql } from '../sql/dialect.ts';
import { literal } from '../sql.ts';

/** A rule that must hold in each segment. */
export type SegmentedRule = Rule & { readonly by: Segmentation };

/** Rows that share their values of some columns, named as classes are: 1, 1.0 and `1` are one value. */
export interface Segment {
  /** in the order of the columns; null: missing */
  readonly values: readonly (string | null)[];
  readonly rows: number;
}

/** The segments of a rule. */
export interface Segments {
  /** those with enough rows, the largest first */
  readonly judged: readonly Segment[];
  /** how many have too few */
  readonly small: number;
}

/** A column with more different values tells rows apart, not kinds of rows. */
export const MOST_SEGMENTS = 1_000;

/** SQL of the values that tell the segments apart. */
export function keysOf({ engine, source }: Pick<Checking, 'engine' | 'source'>, by: Segmentation): readonly Sql[] {
  const scope = scopeOf(engine, source);
  return by.columns.map((name) => engine.dialect.classOf(scope.column(name)));
}

/** What makes a rule one of the rows of a segment; the columns that tell it apart are among those that it shows. */
export function within(checking: Checking, rule: SegmentedRule, { values }: Segment): Pick<Rule, 'where' | 'columns'> {
  const own = keysOf(checking, rule.by).map((key, at) => isValue(key, values[at] ?? null));
  const where = [...(rule.where === null ? [] : [`(${rule.where}\n)`]), ...own].join(' AND ');
  return { where, columns: columnsRead(rule) };
}

const isValue = (key: Sql, value: string | null): Sql =>
  value === null ? `${key} IS NULL` : `${key} = ${literal(value)}`;

/**
 * The segments among the rows that a rule looks at.
 *
 * @throws InputError where there are more than can be judged
 */
export async function segmentsOf(checking: Checking, { id, by, where }: SegmentedRule): Promise<Segments> {
  const { engine, source } = checking;
  const keys = keysOf(checking, by);
  const select = [...keys.map((key, at) => `${key} AS k${at}`), 'count(*) AS n'].join(', ');
  const rows = where === null ? '' : ` WHERE (${where}\n)`;
  const places = keys.map((_, at) => at + 1).join(', ');
  const order = `n DESC, ${places}`;
  const sql = `SELECT ${select} FROM ${source.relation}${rows} GROUP BY ${places} ORDER BY ${order} LIMIT ${MOST_SEGMENTS + 1}`;
  const found = await engine.rows(sql, `${source.name}, rule ${id}`);
  if (found.length > MOST_SEGMENTS)
    throw inputProblem({
      where: `by ${by.columns.map(quoted).join(', ')}`,
      what: 'there are too many segments',
      got: `more than ${MOST_SEGMENTS.toLocaleString('en')}`,
      next: 'Use a column with fewer different values, or a `where`.',
    });
  const all = found.map((row): Segment => ({ values: valuesIn(row, keys.length), rows: Number(row.n) }));
  const judged = all.filter((segment) => segment.rows >= by.fewest);
  return { judged, small: all.length - judged.length };
}

/** The values of the columns `k0`, `k1` ... */
export const valuesIn = (row: Record<string, unknown>, columns: number): (string | null)[] =>
  Array.from({ length: columns }, (_, at) => textOrNull(row[`k${at}`]));

const textOrNull = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
