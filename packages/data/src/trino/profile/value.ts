import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { columnOf, type Reading } from '../../profile/table.ts';
import type { TextMeasure } from '../../profile/text-measure.ts';
import type { SourceColumn, Table } from '../../source.ts';
import type { Sql, Typed } from '../../sql/dialect.ts';
import { trino } from '../../sql/trino.ts';
import { columnSql } from '../../sql.ts';

/** A column of a table as a profile reads it; `value` is a DOUBLE, a VARCHAR or, of a vocabulary, an array of them. */
export type Read = Typed;

/** What is read of a table for a profile's columns: `v<i>`, and `m<i>` where it is missing. */
export interface Reads {
  readonly name: string;
  /** goes after FROM */
  readonly from: Sql;
}

/**
 * The relation of a table in which each column to be profiled is read once.
 * @throws InputError for a column that is looked at in a way that only DuckDB has
 */
export function readsOf(table: Table, readings: readonly Reading[]): Reads {
  const columns = readings.flatMap((reading, at) => {
    const { isNull, value } = readOf(columnOf(table, reading.of?.column ?? reading.name), reading);
    return [`${value} AS v${at}`, `${isNull} AS m${at}`];
  });
  return { name: table.name, from: `(SELECT ${columns.join(', ') || '1 AS nothing'} FROM ${table.relation})` };
}

function readOf(column: SourceColumn, { name, kind, type, of }: Reading): Read {
  switch (kind) {
    case 'opaque':
      return {
        isNull: `(${columnSql(column)} IS NULL)`,
        ok: 'true',
        value: `IF(${columnSql(column)} IS NULL, NULL, 1)`,
      };
    case 'numeric': {
      if (of) return measured(trino.typed(column, 'string'), of.measure);
      return trino.typed(column, 'number');
    }
    case 'datetime': {
      const read = trino.typed(column, type === 'date' ? 'date' : 'timestamp');
      return { ...read, value: type === 'date' ? secondsOfDate(read.value) : `to_unixtime(${read.value})` };
    }
    case 'categorical':
    case 'boolean': {
      if (of) return measured(trino.typed(column, 'string'), of.measure);
      const read = trino.typed(column, type as 'string' | 'integer' | 'boolean');
      return { ...read, value: `CAST(${read.value} AS VARCHAR)` };
    }
    case 'embedding':
      throw inputProblem({
        where: 'current',
        what: `the column ${quoted(name)} holds embeddings, which are read here, and \`engine: trino\` leaves them where they are`,
        next: 'Leave it out with `ignore`, or check files.',
      });
  }
}

const WORD = '[\\p{L}\\p{N}]+';
const words = (text: Sql): Sql => `regexp_extract_all(${text}, '${WORD}')`;

export const wordCount = (text: Sql): Sql => `CAST(cardinality(${words(text)}) AS DOUBLE)`;

function measured({ value: text, ...read }: Typed, measure: TextMeasure): Read {
  switch (measure) {
    case 'characters':
      return { ...read, value: `CAST(length(${text}) AS DOUBLE)` };
    case 'words':
      return { ...read, value: wordCount(text) };
    case 'non-ASCII share': {
      const others = `length(regexp_replace(${text}, '[\\x00-\\x7F]'))`;
      return { ...read, value: `CAST(${others} AS DOUBLE) / greatest(1, length(${text}))` };
    }
    case 'vocabulary':
      return { ...read, value: words(`lower(${text})`) };
  }
}

const secondsOfDate = (date: Sql): Sql => `CAST(date_diff('day', DATE '1970-01-01', ${date}) * 86400 AS DOUBLE)`;
