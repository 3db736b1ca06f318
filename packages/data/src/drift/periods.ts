import type { Engine } from '../engine.ts';
import { type Counted, countAgainst } from '../profile/count.ts';
import type { Periods } from '../profile/period-schema.ts';
import { MOST_PERIODS, type Period, packPeriods } from '../profile/periods.ts';
import type { Profile } from '../profile/schema.ts';
import type { Source, Table } from '../source.ts';
import { parsedOnce } from '../vectors.ts';
import { isNoLonger, parseDuration, type Span, windowAt } from './calendar.ts';
import { PERIODS_NEEDED, ROWS_NEEDED } from './quiet.ts';
import { type Timeline, timelineOf } from './window.ts';

/** Where fewer than eight periods as long as the windows hold rows, shorter ones stand in. */
const SHORTER = ['P7D', 'P1D'];

/** The event times to look at, and whether the profile is of these rows or of others. */
export interface Past {
  readonly column: string;
  /** of the windows that will be judged, as ISO 8601 writes it */
  readonly length: string;
  /** the rows are apart from those of the profile; otherwise each period is held against the other ones */
  readonly apart?: boolean;
}

/** Counts single periods on a profile's frames; undefined where fewer than eight of them hold enough rows. */
export async function periodsOf(
  engine: Engine,
  profile: Profile,
  source: Source,
  { column, length, apart = false }: Past,
): Promise<Periods | undefined> {
  const parsed = await parsedOnce(
    engine,
    source,
    source.columns.map(({ name }) => name),
  );
  try {
    const timeline = await timelineOf(engine, parsed.source, column, 'timestamp-column');
    return await periodsOn(timeline, { length, apart }, (sources) => countAgainst(engine, profile, sources));
  } finally {
    await parsed.drop();
  }
}

type Count<T extends Table> = (tables: readonly T[]) => Promise<Counted>;

/** The same, however rows are counted on the profile's frames. */
export async function periodsOn<T extends Table>(
  timeline: Timeline<T>,
  { length, apart = false }: Omit<Past, 'column'>,
  count: Count<T>,
): Promise<Periods | undefined> {
  for (const each of [length, ...SHORTER.filter((other) => !isNoLonger(length, other))]) {
    const filled = await filledSpans(timeline, each);
    if (filled.filter(({ rows }) => rows >= ROWS_NEEDED).length < PERIODS_NEEDED) continue;
    return countSpans(timeline, { length: each, apart }, filled, count);
  }
  return undefined;
}

/** The periods of one length, however few: a part of the rows, which `mergeCounts` adds to the others. */
export async function countPeriods<T extends Table>(
  timeline: Timeline<T>,
  { length, apart }: Pick<Periods, 'length' | 'apart'>,
  count: Count<T>,
): Promise<Periods> {
  return countSpans(timeline, { length, apart }, await filledSpans(timeline, length), count);
}

type Filled = Span & { readonly rows: number };

async function countSpans<T extends Table>(
  timeline: Timeline<T>,
  kind: Pick<Periods, 'length' | 'apart'>,
  filled: readonly Filled[],
  count: Count<T>,
): Promise<Periods> {
  const periods: Period[] = [];
  for (const { rows, ...span } of filled) {
    const { columns } = (await count([timeline.within([span])])).profile;
    periods.push({ start: new Date(span.start).toISOString(), rows, columns });
  }
  return packPeriods(kind, periods);
}

async function filledSpans(timeline: Timeline<Table>, length: string): Promise<readonly Filled[]> {
  const duration = parseDuration(length);
  if (!duration) return [];
  const spans: Filled[] = [];
  let earlier = timeline.rows - timeline.untimed;
  for (let back = 0; back < MOST_PERIODS && earlier > 0; back++) {
    const span = windowAt(timeline.watermark, duration, -back);
    const rows = await timeline.count(span);
    earlier -= rows;
    if (rows > 0) spans.push({ ...span, rows });
  }
  return spans.reverse();
}
