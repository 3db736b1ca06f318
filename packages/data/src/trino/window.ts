import type { Span } from '../drift/calendar.ts';
import { type Timeline, timelineOn, timeType } from '../drift/window.ts';
import type { SourceColumn, Table } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import { logicalType, trino } from '../sql/trino.ts';
import { columnSql, literal } from '../sql.ts';
import type { TrinoEngine } from './engine.ts';

/** @throws InputError when there is no such column, or it holds no times */
export async function timelineOfTable(
  engine: TrinoEngine,
  table: Table,
  column: string,
  where: string,
): Promise<Timeline<Table>> {
  const held = table.columns.find(({ name }) => name === column);
  const type = timeType(table, column, held && (logicalType(held.type) ?? `other:${held.type}`), where);
  const own: SourceColumn = held ?? { name: column, type };
  const { value } = trino.typed(own, type);
  const newest = trino.newest(value, 'true');
  const timed = `${value} IS NOT NULL`;
  return timelineOn(engine, table, { column, where, newest, timed, inside: (span) => insideSpan(own, span) });
}

/** Bounds are of the column's own type, so that Trino reads the partitions of a span alone. */
export function insideSpan(column: SourceColumn, { start, end }: Span): Sql {
  const own = columnSql(column);
  return `(${own} >= ${momentOf(column, start)} AND ${own} < ${momentOf(column, end)})`;
}

const DATE_CHARACTERS = 'YYYY-MM-DD'.length;
const dayMs = 86_400_000;

/** A date is its first moment, so that the first one not before a moment bounds as the moment does. */
function momentOf({ type }: SourceColumn, time: number): Sql {
  if (type === 'date') {
    const day = new Date(Math.ceil(time / dayMs) * dayMs).toISOString();
    return `DATE ${literal(day.slice(0, DATE_CHARACTERS))}`;
  }
  const text = new Date(time).toISOString().replace('T', ' ').replace('Z', '');
  return `TIMESTAMP ${literal(type.endsWith('with time zone') ? `${text} UTC` : text)}`;
}
