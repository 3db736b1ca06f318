import { parseDuration, windowAt } from '../drift/calendar.ts';
import { coarse, coarseFrame } from './coarse.ts';
import { differentFrames, mergeColumn } from './merge-column.ts';
import type { PeriodColumn, Periods } from './period-schema.ts';
import type { EmbeddingColumn, NumericColumn, Profile, ProfileColumn } from './schema.ts';

/** Periods that are kept, by the calendar: the latest ones. */
export const MOST_PERIODS = 30;

/** The rows of one period, counted on the frames of a profile. */
export interface Period {
  /** ISO 8601 */
  readonly start: string;
  readonly rows: number;
  readonly columns: readonly ProfileColumn[];
}

type Kind = Pick<Periods, 'length' | 'apart'>;

/** @param periods in the order of time, all of the same columns */
export function packPeriods({ length, apart }: Kind, periods: readonly Period[]): Periods {
  const names = periods[0]?.columns.map(({ name }) => name) ?? [];
  return {
    length,
    apart,
    starts: periods.map(({ start }) => start),
    rows: periods.map(({ rows }) => rows),
    columns: names.map((name) =>
      packed(periods.map(({ columns }) => columns.find((column) => column.name === name) as ProfileColumn)),
    ),
  };
}

function packed(column: readonly ProfileColumn[]): PeriodColumn {
  const about = { name: column[0]?.name ?? '', missing: column.map(missingIn) };
  const numbers = column.flatMap((each) => ('edges' in each ? [coarse(each)] : []));
  if (numbers.length > 0)
    return {
      ...about,
      kind: 'numeric',
      counts: numbers.map(({ counts }) => counts),
      sums: numbers.map(({ sums }) => sums),
      squares: numbers.map(({ squares }) => squares),
    };
  const named = column.flatMap((each) => ('categories' in each ? [each] : []));
  if (named.length > 0) {
    const counts = named.map(({ categories, other }) => [...categories.map(({ count }) => count), other]);
    return { ...about, kind: 'categorical', counts };
  }
  const vectors = column.flatMap((each) => (each.kind === 'embedding' ? [each] : []));
  if (vectors.length > 0) return { ...about, kind: 'embedding', sums: vectors.map(({ sums }) => sums) };
  return { ...about, kind: 'opaque' };
}

/** Whatever no value can be compared of. */
function missingIn(column: ProfileColumn): number {
  const { missing, invalid } = column;
  if (column.kind === 'embedding') return missing + invalid + column.nonFinite;
  if (!('edges' in column)) return missing + invalid;
  return missing + invalid + column.nan + column.positiveInfinity + column.negativeInfinity;
}

/** The periods that a profile holds, each as counts on its frames; numbers in fewer bins. */
export function periodsIn({ periods, columns }: Profile): readonly Period[] {
  if (!periods) return [];
  const frames = new Map(columns.map((column) => [column.name, column]));
  return periods.starts.map((start, at) => {
    const rows = periods.rows[at] ?? 0;
    const unpack = (counted: PeriodColumn): ProfileColumn[] => {
      const frame = frames.get(counted.name);
      return frame ? [unpacked(frame, counted, rows, at)] : [];
    };
    return { start, rows, columns: periods.columns.flatMap(unpack) };
  });
}

function unpacked(frame: ProfileColumn, counted: PeriodColumn, rows: number, at: number): ProfileColumn {
  const base = { rows, missing: counted.missing[at] ?? 0, invalid: 0 };
  if ('edges' in frame && counted.kind === 'numeric')
    return {
      ...(coarseFrame(frame) satisfies NumericColumn),
      ...base,
      ...{ nan: 0, positiveInfinity: 0, negativeInfinity: 0 },
      counts: counted.counts[at] ?? [],
      sums: counted.sums[at] ?? [],
      squares: counted.squares[at] ?? '0',
    };
  if ('categories' in frame && counted.kind === 'categorical') {
    const counts = counted.counts[at] ?? [];
    const categories = frame.categories.map(({ value }, place) => ({ value, count: counts[place] ?? 0 }));
    return { ...frame, ...base, categories, other: counts.at(-1) ?? 0 };
  }
  if (frame.kind === 'embedding' && counted.kind === 'embedding')
    return { ...(frame satisfies EmbeddingColumn), ...base, nonFinite: 0, sums: counted.sums[at] ?? [] };
  return { ...frame, ...base };
}

/**
 * Adds the periods of two counts: those of one start are one, and the latest ones stay. Merging parts gives those of the
 * whole, in any order.
 * @throws InputError when only one side has periods, or theirs are of another length
 */
export function mergePeriods(a: Profile, b: Profile): Periods | undefined {
  if (!a.periods && !b.periods) return undefined;
  if (!a.periods || !b.periods || a.periods.length !== b.periods.length || a.periods.apart !== b.periods.apart)
    throw differentFrames('the periods');
  const byStart = new Map<string, Period>();
  for (const period of [...periodsIn(a), ...periodsIn(b)]) {
    const other = byStart.get(period.start);
    byStart.set(period.start, other ? addPeriods(other, period) : period);
  }
  const ascending = [...byStart.values()].sort((one, other) => (one.start < other.start ? -1 : 1));
  return packPeriods(a.periods, latest(ascending, a.periods.length));
}

/** The sum of two stretches of rows on the same frames. @throws InputError when their columns differ */
export function addPeriods(a: Period, b: Period): Period {
  const others = new Map(b.columns.map((column) => [column.name, column]));
  const columns = a.columns.map((column) => {
    const other = others.get(column.name);
    if (!other) throw differentFrames('the columns of periods');
    return mergeColumn(column, other);
  });
  return { start: a.start, rows: a.rows + b.rows, columns };
}

function latest(ascending: readonly Period[], length: string): readonly Period[] {
  const duration = parseDuration(length);
  const last = ascending.at(-1);
  if (!duration || !last) return ascending;
  const { start } = windowAt(Date.parse(last.start), duration, 1 - MOST_PERIODS);
  return ascending.filter((period) => Date.parse(period.start) >= start);
}
