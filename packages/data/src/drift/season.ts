import { addPeriods, type Period, periodsIn } from '../profile/periods.ts';
import type { Profile } from '../profile/schema.ts';
import { isNoLonger, type Span } from './calendar.ts';
import { WEEKS_NEEDED } from './window.ts';

const DAY = 'P1D';
const dayMs = 86_400_000;
const weekDays = 7;

/**
 * The same weekdays of a profile's days before a stretch of whole days shorter than a week, as a profile of its own; null
 * where a weekday is there fewer than three times, or the frames are of other rows, as days may lie beyond their last edge.
 * Numbers are in the fewer bins of periods; how well the model did is of no weekday, and stays.
 */
export function seasonOf(profile: Profile, span: Span): { readonly profile: Profile; readonly days: number } | null {
  const wanted = weekdaysOf(span);
  const { length = '', apart = true } = profile.periods ?? {};
  if (wanted === null || apart || !isNoLonger(length, DAY) || !isNoLonger(DAY, length)) return null;
  const days = periodsIn(profile).filter(({ start }) => {
    const time = Date.parse(start);
    return time + dayMs <= span.start && wanted.has(weekdayOf(time));
  });
  const times = (weekday: number): number =>
    days.filter(({ start }) => weekdayOf(Date.parse(start)) === weekday).length;
  if ([...wanted].some((weekday) => times(weekday) < WEEKS_NEEDED)) return null;
  const [first, ...rest] = days;
  if (!first) return null;
  const { columns } = rest.reduce<Period>(addPeriods, first);
  const { periods: _, ...about } = profile;
  return { profile: { ...about, columns: [...columns] }, days: days.length };
}

const weekdayOf = (time: number): number => new Date(time).getUTCDay();

/** Null where the stretch is not of whole days, or holds every weekday. */
function weekdaysOf({ start, end }: Span): ReadonlySet<number> | null {
  const days = (end - start) / dayMs;
  if (start % dayMs !== 0 || !Number.isInteger(days) || days < 1 || days >= weekDays) return null;
  return new Set(Array.from({ length: days }, (_, at) => weekdayOf(start + at * dayMs)));
}
