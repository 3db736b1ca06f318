import type { ListType } from '../list-type.ts';
import type { Bound } from '../rule.ts';
import type { SourceColumn } from '../source.ts';
import type { LogicalType } from '../typing.ts';

/** SQL of one expression; a predicate where it says so. */
export type Sql = string;

/** SQL expressions over one column of a relation. */
export interface Typed {
  /** true where the value is missing (SQL NULL, JSON null, a missing key) */
  readonly isNull: Sql;
  /** true where the value is present and lexically of the type; never NULL */
  readonly ok: Sql;
  /** the value in the engine's type, NULL where not `ok` */
  readonly value: Sql;
}

/** Whether every value that is there is of the type, as a file with a schema says. */
export const isCertain = ({ isNull, ok }: Typed): boolean => ok === `(NOT ${isNull})`;

/** What is asked of columns of lists; null values are for the caller to leave out. */
export interface Lists {
  /** predicate: a list of the type's shape, every item present and of its type */
  isOk(column: SourceColumn, type: ListType): Sql;
  /** how many items a list that is `isOk` has */
  length(column: SourceColumn): Sql;
  /** predicate: every number of a list that is `isOk` is neither NaN nor infinite */
  isFinite(column: SourceColumn, type: ListType): Sql;
  /** a value of an engine's type with NULL in the place of each NaN in its items and fields */
  withoutNan(value: Sql, type: string): Sql;
}

/**
 * What engines write differently. The checks say the rest in SQL that all of them read: `count(*) FILTER (WHERE ...)`,
 * `CASE`, `CAST(... AS DOUBLE)`, `IS DISTINCT FROM`, `avg`, `min`, `stddev_samp`, `abs`, `round`, `length`, `lower`.
 * Every function takes and gives SQL text; `value` is of the logical type that its name says.
 */
export interface Dialect {
  /** the text of a value, as written in CSV, unquoted in JSON */
  textOf(column: SourceColumn): Sql;
  /** what equal values share: text and JSON as text, or as the numbers that the contract says they are, other types by theirs */
  keyOf(column: SourceColumn): Sql;
  /** a class's name: text as it is written, numbers in their shortest form, so that 1, 1.0 and `1` are one class */
  classOf(column: SourceColumn): Sql;
  /** a number that rows share which are equal in these keys, and hardly any others; null: none is at hand */
  hashOf(keys: readonly Sql[]): Sql | null;
  /** how to read `column` as `want`, strictly: a value that is not written as that type is not `ok` */
  typed(column: SourceColumn, want: LogicalType): Typed;
  /** a bound of the type that `typed` gives values of the column */
  bound(bound: Bound, type: LogicalType): Sql;
  /** a DOUBLE that keeps every bit */
  double(value: number): Sql;

  /** predicate: the whole text matches an RE2 pattern */
  matches(text: Sql, pattern: string): Sql;
  /** predicate: an RE2 pattern is found somewhere in the text */
  finds(text: Sql, pattern: string): Sql;
  /** the text without what matches an RE2 pattern */
  without(text: Sql, pattern: string): Sql;
  /** predicate: the text is a date or a time of the calendar; asked of ISO 8601 forms only */
  exists(text: Sql, type: 'date' | 'timestamp'): Sql;
  /** predicate: the text is a date or time in a format of strptime */
  isWrittenAs(text: Sql, format: string): Sql;
  /** predicate: the text is one JSON value */
  isJson(text: Sql): Sql;

  /** a column's value in the row before, in the order of the files and their rows; null: rows have no order */
  readonly before: ((column: Sql) => Sql) | null;
  /** null: the engine's lists are not looked into */
  readonly lists: Lists | null;

  /** list of the characters of a text */
  characters(text: Sql): Sql;
  /** list of what each item becomes; positions count from 1 */
  mapped(list: Sql, each: (item: Sql, position: Sql) => Sql): Sql;
  /** the items of a list of integers taken together from the left, from 0 on */
  folded(list: Sql, next: (sum: Sql, item: Sql) => Sql): Sql;
  /** sum of a list of integers */
  sum(list: Sql): Sql;

  isNan(number: Sql): Sql;
  /** predicate: neither NaN nor infinite */
  isFinite(number: Sql): Sql;

  /** predicate: a date or time that is yet to come, by the engine's clock; a date counts from its first moment, UTC */
  isFuture(value: Sql): Sql;
  /** aggregate: seconds from 1970 UTC to the newest of the dates or times */
  newest(value: Sql, filter: Sql): Sql;
  /** aggregate: seconds since the newest of the dates or times, by the engine's clock */
  age(value: Sql, filter: Sql): Sql;
  /** whether `quantile` is an aggregate, which GROUP BY divides; else it is a query over the relation, as `topShare` is */
  readonly dividesQuantiles: boolean;
  /** aggregate: the interpolated quantile of doubles, exact */
  quantile(value: Sql, q: number, filter: Sql, relation: Sql): Sql;
  /** aggregate: the commonest value's share of those that are not NULL; NULL where there is none */
  topShare(value: Sql, filter: Sql | null, relation: Sql): Sql;
}
