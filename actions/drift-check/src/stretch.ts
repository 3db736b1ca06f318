import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Ports } from '@ml-actions/core/runner/ports';
import { type Duration, parseDuration, type Span, windowAt } from '@ml-actions/data/drift/calendar';
import type { ChosenWindow, Timeline } from '@ml-actions/data/drift/window';
import type { Source, Table } from '@ml-actions/data/source';
import type { DriftInputs } from './inputs.ts';
import { servingSince } from './serving-since.ts';
import type { Site } from './site.ts';

/** The stretch of event time that a run judges. */
export interface Stretch<T extends Table = Source> {
  readonly column: string;
  readonly length: Duration;
  readonly chosen: ChosenWindow;
  readonly timeline: Timeline<T>;
  /** when the version that is judged began to serve: earlier rows are another's; null where that is not known */
  readonly since: number | null;
}

/** More rows without a time than this are a warning, as that many values of another type are a broken schema. */
export const UNTIMED_SHARE = 0.01;

/** A duration of the inputs. @throws InputError */
export function durationOf(text: string, where: string): Duration {
  const duration = parseDuration(text);
  if (duration) return duration;
  throw inputProblem({
    where,
    what: 'this is no length of time',
    got: text,
    expected: '`P1D`, `P7D`, `P2W`, `P1M` or `PT6H`',
  });
}

/** Days of a month, where only its length counts. */
const monthDays = 30;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The length of a duration in milliseconds; `7d` is accepted for `P7D`. @throws InputError */
export function lengthOf(text: string, where: string): number {
  const { count, unit } = durationOf(text.replace(/^(\d+)d$/i, 'P$1D'), where);
  return count * { H: hourMs, D: dayMs, M: monthDays * dayMs }[unit];
}

/** `{window.start}`: the day on which the window of the run's clock starts, so many back. */
export function windowStart({ window, offset }: DriftInputs, now: Date, where: string): string {
  if (window === undefined)
    throw inputProblem({ where, what: '`{window.start}` needs a window', next: 'Set `window: P1D`.' });
  const { start } = windowAt(now.getTime(), durationOf(window, 'window'), -offset);
  return new Date(start).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

/** The window to judge; null where none was asked for. @throws InputError */
export async function stretchOf<T extends Table>(
  inputs: DriftInputs,
  ports: Ports,
  site: Site<T>,
  sources: readonly T[],
): Promise<Stretch<T> | null> {
  const { 'timestamp-column': column, window, 'max-window': widest } = inputs;
  if (window === undefined) {
    const isThere = sources.some(({ columns }) => columns.some(({ name }) => name === column));
    if (column === undefined || isThere) return null;
    throw inputProblem({ where: 'timestamp-column', what: `current has no column ${quoted(column)}` });
  }
  const [source, more] = sources;
  if (column === undefined) throw inputProblem({ where: 'window', what: 'a window needs `timestamp-column`' });
  if (!source || more)
    throw inputProblem({
      where: 'join-key',
      what: 'predictions in a file of their own have no event time',
      next: 'Set `join-key` to the column that they have in common with the data.',
    });
  const { chooseWindow } = await import('@ml-actions/data/drift/window');
  const timeline = await site.timeline(source, column);
  const length = durationOf(window, 'window');
  const since = inputs.reference === 'auto' ? await servingSince(inputs.environment, ports) : null;
  const chosen = await chooseWindow(timeline, {
    length,
    offset: inputs.offset,
    minRows: inputs['min-rows'],
    widest: widest === undefined ? null : durationOf(widest, 'max-window'),
    notBefore: since,
  });
  if (timeline.untimed > 0)
    ports.log.warning(
      `timestamp-column: ${timeline.untimed} of ${timeline.rows} rows hold no time and are in no window, so they are not checked.`,
    );
  return { column, length, chosen, timeline, since };
}

/** Spans of earlier data for `previous-window` and `same-weekday`, and whether the season is in them. */
export async function earlierSpans(
  reference: 'previous-window' | 'same-weekday',
  { chosen, timeline, length }: Stretch<Table>,
): Promise<{ readonly spans: readonly Span[]; readonly seasonal: boolean }> {
  const { previousSpan, sameWeekdays } = await import('@ml-actions/data/drift/window');
  const before = chosen.widened ? windowAt(chosen.start - 1, length) : previousSpan(chosen);
  const weekdays = reference === 'same-weekday' ? await sameWeekdays(timeline, chosen) : null;
  return { spans: weekdays ?? [before], seasonal: weekdays !== null };
}
