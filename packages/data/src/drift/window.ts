import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Engine } from '../engine.ts';
import { inferTypes } from '../infer.ts';
import { columnOf } from '../profile/table.ts';
import { requireSameCount } from '../second-count.ts';
import type { Source, Table } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { typed } from '../typing.ts';
import type { InferredType } from '../written.ts';
import { type Duration, type Span, windowAt } from './calendar.ts';

/** Rows that belong to one stretch of event time. */
export interface Timeline<T extends Table = Source> {
  /** the latest event time of the data: what came later is not there yet, whatever the clock says */
  readonly watermark: number;
  /** rows of the data, and those without a time: they are in no window */
  readonly rows: number;
  readonly untimed: number;
  /** number of rows in it */
  count(span: Span): Promise<number>;
  /** the table with the rows of these spans only */
  within(spans: readonly Span[]): T;
}

export interface WindowWish {
  readonly length: Duration;
  /** windows back from the one that holds the watermark */
  readonly offset: number;
  readonly minRows: number;
  /** how far too few rows may widen it; as long as `length` without */
  readonly widest: Duration | null;
  /** nothing before this time belongs to the model that is judged */
  readonly notBefore: number | null;
}

export interface ChosenWindow extends Span {
  readonly rows: number;
  /** it was extended backwards for want of rows */
  readonly widened: boolean;
  /** it begins when the serving version began to serve */
  readonly cut: boolean;
}

/** @throws InputError when there is no such column, it holds no times, or two readers count other rows */
export async function timelineOf(engine: Engine, source: Source, column: string, where: string): Promise<Timeline> {
  const type = timeType(source, column, (await inferTypes(engine, source)).get(column), where);
  const seconds = `epoch(${typed(columnOf(source, column), type).value})`;
  const inside = ({ start, end }: Span): Sql => `(${seconds} >= ${start / 1000} AND ${seconds} < ${end / 1000})`;
  const moments = { column, where, newest: `max(${seconds})`, timed: `${seconds} IS NOT NULL`, inside };
  const timeline = await timelineOn(engine, source, moments);
  requireSameCount(source, timeline.rows);
  return timeline;
}

/** @throws InputError when there is no such column, or it holds no times */
export function timeType(
  { name, columns }: Table,
  column: string,
  type: InferredType | undefined,
  where: string,
): 'date' | 'timestamp' {
  if (!columns.some((each) => each.name === column))
    throw inputProblem({ where, what: `${name} has no column ${quoted(column)}` });
  if (type === 'date' || type === 'timestamp') return type;
  throw inputProblem({
    where,
    what: `the column ${quoted(column)} of ${name} does not hold times`,
    got: type ?? 'nothing',
    expected: 'dates or times as ISO 8601 writes them',
  });
}

/** How an engine asks for the event times of a table. */
export interface Moments {
  readonly column: string;
  /** the input that names it */
  readonly where: string;
  /** aggregate: seconds since 1970 UTC */
  readonly newest: Sql;
  /** predicate: a row has a time */
  readonly timed: Sql;
  /** predicate: a row's time lies in a span */
  inside(span: Span): Sql;
}

/** @throws InputError when the column holds no times at all */
export async function timelineOn<T extends Table>(
  engine: SqlEngine,
  table: T,
  { column, where, newest, timed, inside }: Moments,
): Promise<Timeline<T>> {
  const { name, relation } = table;
  const counts = `count(*) AS n, count(*) FILTER (WHERE ${timed}) AS timed`;
  const { last, ...found } = await engine.row(`SELECT ${newest} AS last, ${counts} FROM ${relation}`, name);
  if (last === null || last === undefined)
    throw inputProblem({ where, what: `the column ${quoted(column)} of ${name} holds no time at all` });
  return {
    watermark: Number(last) * 1000,
    rows: Number(found.n),
    untimed: Number(found.n) - Number(found.timed),
    async count(span) {
      return Number((await engine.row(`SELECT count(*) AS n FROM ${relation} WHERE ${inside(span)}`, name)).n);
    },
    within(spans) {
      const rows = spans.map(inside).join(' OR ') || 'false';
      return { ...table, relation: `(SELECT * FROM ${relation} WHERE ${rows})`, whole: { relation, where: rows } };
    },
  };
}

/**
 * The window of event time to judge: that of the watermark, so many back; too few rows widen it backwards, window by
 * window, and a deployment inside cuts off what an earlier version scored. Nothing is left of it where the deployment is
 * later: it ends where it begins.
 */
export async function chooseWindow(timeline: Timeline<Table>, wish: WindowWish): Promise<ChosenWindow> {
  const { start, end } = windowAt(timeline.watermark, wish.length, -wish.offset);
  const notBefore = Math.min(end, wish.notBefore ?? Number.NEGATIVE_INFINITY);
  const floor = Math.max(notBefore, wish.widest ? endMinus(end, wish.widest) : start);
  let from = start;
  let rows = await timeline.count({ start: Math.max(from, floor), end });
  while (rows < wish.minRows && from > floor) {
    from = windowAt(from - 1, wish.length).start;
    rows = await timeline.count({ start: Math.max(from, floor), end });
  }
  const begin = Math.max(from, floor);
  const cut = begin === notBefore;
  return { start: begin, end, rows, widened: from < start, cut };
}

/** The time one duration before another, by the calendar. */
function endMinus(end: number, { count, unit }: Duration): number {
  const date = new Date(end);
  if (unit === 'M') return date.setUTCMonth(date.getUTCMonth() - count);
  return unit === 'D' ? date.setUTCDate(date.getUTCDate() - count) : date.setUTCHours(date.getUTCHours() - count);
}

/** Weeks that a seasonal reference looks back, and how many of them it needs (research drift-check 6). */
const WEEKS_BACK = 8;
export const WEEKS_NEEDED = 3;
const weekMs = 7 * 24 * 3_600_000;

/** The window before this one, of the same length. */
export const previousSpan = ({ start, end }: Span): Span => ({ start: start - (end - start), end: start });

/**
 * The same weekdays of earlier weeks that hold rows, none of which is in the window itself; null where there are fewer
 * than three.
 */
export async function sameWeekdays(timeline: Timeline<Table>, { start, end }: Span): Promise<readonly Span[] | null> {
  const step = Math.max(1, Math.ceil((end - start) / weekMs)) * weekMs;
  const spans = Array.from({ length: WEEKS_BACK }, (_, at) => (at + 1) * step).map((back) => ({
    start: start - back,
    end: end - back,
  }));
  const counts: number[] = [];
  for (const span of spans) counts.push(await timeline.count(span));
  const filled = spans.filter((_, at) => (counts[at] ?? 0) > 0);
  return filled.length >= WEEKS_NEEDED ? filled : null;
}
