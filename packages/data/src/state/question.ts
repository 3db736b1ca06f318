import { sha256 } from '@ml-actions/core/json/digest';
import type { Source, SourceColumn } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import { columnSql } from '../sql.ts';
import { textOf } from '../typing.ts';

/** One number of a part: an aggregate over a relation. */
export interface NumberQuestion {
  readonly id: string;
  readonly relation: Sql;
  readonly expression: Sql;
}

/** The distribution of some columns of a part: each combination of their values, with the number of its rows. */
export interface TableQuestion {
  readonly id: string;
  readonly sql: Sql;
  /** what the table holds, as the rules will read it; its columns are `v0`, `v1` ... and `n` */
  readonly columns: readonly SourceColumn[];
}

/** Everything that is asked of a part. */
export interface Questions {
  readonly numbers: readonly NumberQuestion[];
  readonly tables: readonly TableQuestion[];
}

/** Enough hexadecimal digits that two questions never meet. */
const ID_DIGITS = 32;

/** A question is its SQL: what is asked otherwise tomorrow has another id, and finds no answer of today. */
const idOf = (...sql: readonly Sql[]): string => sha256(sql.join('\0')).slice(0, ID_DIGITS);

export const numberOf = (relation: Sql, expression: Sql): NumberQuestion => ({
  id: idOf(relation, expression),
  relation,
  expression,
});

/** The question of the sum of the rows' numbers, by the text that is hashed of each. */
export const sumId = (rowText: Sql): string => idOf('sum', rowText);

/** The distribution of the columns' values. */
export function valuesOf(relation: Sql, columns: readonly SourceColumn[]): TableQuestion {
  const stored = ({ name, type }: SourceColumn): SourceColumn => ({ name, type });
  return tableOf(relation, columns.map(storable), columns.map(stored));
}

/** JSON is kept as its text. */
const storable = (column: SourceColumn): Sql =>
  column.type === 'json' ? `CAST(${columnSql(column)} AS VARCHAR)` : columnSql(column);

/** The type of a hash in the table. */
const HASH = 'BLOB';

/** The distribution of the columns' hashes, each of its own: which values are equal, and which are missing. */
export const hashesOf = (relation: Sql, columns: readonly SourceColumn[]): TableQuestion =>
  tableOf(
    relation,
    columns.map((column) => hash(equalText(column))),
    columns.map(({ name }) => ({ name, type: HASH })),
  );

/** The distribution of whole rows: a missing value is one that is not there. */
export function rowHashesOf({ relation, columns }: Source): TableQuestion {
  const named = [...columns]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((column) => {
      const [name, text] = [`'${column.name.replaceAll("'", "''")}'`, equalText(column)];
      return `coalesce(strlen(${name}) || ':' || ${name} || strlen(${text}) || ':' || ${text}, '')`;
    });
  return tableOf(relation, [hash(`concat(${named.join(', ')})`)], [{ name: 'row', type: HASH }]);
}

/** 128 bits of SHA-256: of 10^10 different values two meet once in 10^18 tables. */
const hash = (text: Sql): Sql => `unhex(substr(sha256(${text}), 1, 32))`;

/** Text that is equal where the values are: 0 and -0 are one number. */
function equalText(column: SourceColumn): Sql {
  const isFloat = column.type === 'FLOAT' || column.type === 'DOUBLE';
  return isFloat ? `CAST(CAST(${columnSql(column)} AS DOUBLE) + CAST(0 AS DOUBLE) AS VARCHAR)` : textOf(column);
}

function tableOf(relation: Sql, values: readonly Sql[], columns: readonly SourceColumn[]): TableQuestion {
  const select = [...values.map((value, at) => `${value} AS v${at}`), 'count(*) AS n'].join(', ');
  const sql = `SELECT ${select} FROM ${relation} GROUP BY ALL`;
  return { id: idOf(sql), sql, columns };
}
