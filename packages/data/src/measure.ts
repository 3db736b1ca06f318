import type { Interval } from './interval.ts';
import type { Limit } from './rule.ts';
import type { SourceColumn } from './source.ts';
import type { Dialect, Sql } from './sql/dialect.ts';

/** What a measure speaks about: the columns of one table, and how its engine writes things. */
export interface Scope {
  readonly dialect: Dialect;
  /** by the name that the contract gives; every name of the rule's `columns` is there */
  readonly column: (name: string) => SourceColumn;
  /** every column of the table */
  readonly columns: readonly SourceColumn[];
  /** goes after FROM */
  readonly relation: Sql;
}

/** How a check is evaluated. The planner puts all counts and values of a source into as few scans as it can. */
export type Measure = OfColumns | OfCount | OfValue | OfStatement;

/** By the source's columns alone. */
export interface OfColumns {
  readonly by: 'columns';
  /** null: it is about a column that is not there */
  readonly judge: (columns: readonly SourceColumn[]) => ColumnsJudged | null;
}

export interface ColumnsJudged {
  readonly broken: boolean;
  readonly failing: number | null;
  readonly of: number | null;
  readonly note?: string;
  /** why it cannot be evaluated */
  readonly problem?: string;
  /** the same, where the contract only wants to be told */
  readonly unjudged?: string;
}

/** By how many rows or values break it. Predicates of present rows; they are never NULL. */
export interface OfCount {
  readonly by: 'count';
  readonly limit: Limit;
  readonly failing: (scope: Scope) => Sql;
  /** which rows are looked at; null: all */
  readonly among: (scope: Scope) => Sql | null;
  /** how many break it, as `Quick` */
  readonly quick?: Quick;
}

/**
 * The number in question by aggregates that cost less than a look at each row; NULL where they cannot tell. They may take
 * values for finite: an error tells nothing either.
 *
 * @param filter predicate of the rows that count, null: all
 */
export type Quick = (scope: Scope, filter: Sql | null) => Sql;

/** By one number of all rows: an aggregate that takes a FILTER, and the interval it must lie in. */
export interface OfValue {
  readonly by: 'value';
  /** @param filter predicate of the rows that count, null: all */
  readonly value: (scope: Scope, filter: Sql | null) => Sql;
  readonly interval: Interval;
  readonly quick?: Quick;
  /** of what, for people: `rows`, `days` */
  readonly unit?: string;
  /** sums of doubles differ in their last digits with the order of threads and parts: they are judged without these */
  readonly isSummed?: true;
  /** a function of the dialect that may be a query over the relation, which no GROUP BY divides */
  readonly uses?: 'quantile' | 'topShare';
  /** how it is answered from parts of the data; without it only the whole can be asked */
  readonly parts?: Additive | Rows;
}

/** By a query of its own: one row with the numbers `failing` and `of_rows`. */
export interface OfStatement {
  readonly by: 'statement';
  readonly limit: Limit;
  /** over the rows of the scope's relation: those that the rule's `where` leaves */
  readonly sql: (scope: Scope) => Sql;
  /** a cheaper query of the same form: where it finds nothing failing, nothing fails; null: there is none */
  readonly quick?: (scope: Scope) => Sql | null;
  /** one row for each group that the keys make, with the keys as `k0`, `k1` ...; a group in which it looks at no row has none */
  readonly inGroups?: (scope: Scope, keys: readonly Sql[]) => Sql;
  readonly parts?: Rows;
  /** which rows break it, as many as it counts; asked of files only */
  readonly rows: (scope: Scope) => BreakingRows;
}

/** Predicates of the rows that are looked at (null: all), and of those of them that break the rule, through a window. */
export interface BreakingRows {
  readonly among: Sql | null;
  readonly broken: Sql;
}

/**
 * What must be known of each row of every part: its `values`, or only which of them are equal (`equality`), for which
 * their hashes do. Counts need nothing of the kind: they add.
 */
export type Rows = 'values' | 'equality';

/** Numbers about parts that make the number about the whole; a whole number that no double is stays one. */
export type Numbers = readonly (number | bigint | null)[];

/** A value that is made of numbers about parts, whatever their order. */
export interface Additive {
  /** @param filter predicate of the rows that count, null: all */
  readonly numbers: (scope: Scope, filter: Sql | null) => readonly Sql[];
  readonly merge: (a: Numbers, b: Numbers) => Numbers;
  readonly whole: (numbers: Numbers) => number | bigint | null;
}
