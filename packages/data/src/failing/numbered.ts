import { helperNames } from '../helper-names.ts';
import type { Table } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import { identifier } from '../sql.ts';

/** The place of a row among all rows of its source, 1-based, in the order of its files. */
export const positionIn = ({ columns }: Pick<Table, 'columns'>): Sql => identifier(helperNames(columns)('row'));

/**
 * A relation of a table's rows that know their place. CSV has no option for it: a window without order or partition numbers
 * rows as they stream, in one thread and in the order of the files (DuckDB keeps it with `preserve_insertion_order`).
 */
export const numbered = (table: Pick<Table, 'columns' | 'relation'>): Sql =>
  `(SELECT *, row_number() OVER () AS ${positionIn(table)} FROM ${table.relation})`;
