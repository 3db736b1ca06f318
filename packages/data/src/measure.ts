import type { Interval } from './interval.ts';
import type { Limit } from './rule.ts';
import type { SourceColumn } from './source.ts';

/** SQL of one expression; a predicate where it says so. */
export type Sql = string;

/** Columns of the source by the names that the contract gives; every name of the rule's `columns` is there. */
export type ColumnOf = (name: string) => SourceColumn;

/** How a check is evaluated. The planner puts all counts and values of a source into as few scans as it can. */
export type Measure = OfColumns | OfCount | OfValue | OfStatement;

/** By the source's columns alone. */
export interface OfColumns {
  readonly by: 'columns';
  readonly judge: (names: readonly string[]) => ColumnsJudged;
}

export interface ColumnsJudged {
  readonly broken: boolean;
  readonly failing: number | null;
  readonly of: number | null;
  readonly note?: string;
}

/** By how many rows or values break it. Predicates of present rows; they are never NULL. */
export interface OfCount {
  readonly by: 'count';
  readonly limit: Limit;
  readonly failing: (columnOf: ColumnOf) => Sql;
  /** which rows are looked at; null: all */
  readonly among: (columnOf: ColumnOf) => Sql | null;
}

/** By one number of all rows: an aggregate that takes a FILTER, and the interval it must lie in. */
export interface OfValue {
  readonly by: 'value';
  /** @param filter predicate of the rows that count, null: all */
  readonly value: (columnOf: ColumnOf, filter: Sql | null) => Sql;
  readonly interval: Interval;
  /** of what, for people: `rows`, `days` */
  readonly unit?: string;
}

/** By a query of its own: one row with the numbers `failing` and `of_rows`. */
export interface OfStatement {
  readonly by: 'statement';
  readonly limit: Limit;
  /** @param all every column of the source */
  readonly sql: (columnOf: ColumnOf, relation: Sql, all: readonly SourceColumn[]) => Sql;
}
