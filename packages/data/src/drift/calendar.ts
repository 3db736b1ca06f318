/** A length of time as ISO 8601 writes it: so many of one unit. */
export interface Duration {
  readonly count: number;
  readonly unit: 'M' | 'D' | 'H';
}

/** Half-open, in milliseconds since 1970 in UTC. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const weekDays = 7;
/** Windows of days start on a Monday: 1970-01-05 was one. */
const firstMonday = 4 * dayMs;

/** `P7D`, `P2W`, `P1M`, `PT6H`; undefined for what is none of these. */
export function parseDuration(text: string): Duration | undefined {
  const [, count, unit, hours] = /^P(?:([1-9]\d{0,3})([DWM])|T([1-9]\d{0,3})H)$/.exec(text) ?? [];
  if (hours) return { count: Number(hours), unit: 'H' };
  if (!count) return undefined;
  return unit === 'W'
    ? { count: Number(count) * weekDays, unit: 'D' }
    : { count: Number(count), unit: unit as 'D' | 'M' };
}

/** Days of the shortest month. */
const SHORTEST_MONTH = 28;

/** Whether a length of time is at most another one: `P7D` is no longer than `P1W`, nor than `P1M`. */
export function isNoLonger(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => {
    const { count, unit } = parseDuration(text) ?? { count: Number.NaN, unit: 'M' };
    return count * (unit === 'M' ? SHORTEST_MONTH * dayMs : unit === 'D' ? dayMs : hourMs);
  });
  return (a ?? Number.NaN) <= (b ?? Number.NaN);
}

/** The window on the calendar in UTC that holds a time, moved by so many windows. */
export function windowAt(time: number, { count, unit }: Duration, moved = 0): Span {
  if (unit !== 'M') {
    const length = count * (unit === 'D' ? dayMs : hourMs);
    const start = firstMonday + (Math.floor((time - firstMonday) / length) + moved) * length;
    return { start, end: start + length };
  }
  const date = new Date(time);
  const months = date.getUTCFullYear() * monthsPerYear + date.getUTCMonth();
  const first = (Math.floor(months / count) + moved) * count;
  return { start: monthStart(first), end: monthStart(first + count) };
}

const monthsPerYear = 12;
const monthStart = (months: number): number => Date.UTC(Math.floor(months / monthsPerYear), months % monthsPerYear);
