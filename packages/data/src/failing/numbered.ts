import type { Sql } from '../sql/dialect.ts';
import { identifier } from '../sql.ts';

/** The place of a row among all rows of its source, 1-based, in the order of its files; no column is named so. */
export const POSITION = identifier('ml-actions:row');

/**
 * A relation whose rows know their place. CSV has no option for it: a window without order or partition numbers rows as they
 * stream, in one thread and in the order of the files (DuckDB keeps it with `preserve_insertion_order`).
 */
export const numbered = (relation: Sql): Sql => `(SELECT *, row_number() OVER () AS ${POSITION} FROM ${relation})`;
