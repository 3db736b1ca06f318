import type { Numbers } from './shape.ts';

/** Bars of a small picture: more would not be told apart. */
const BARS = 20;
/** Where the extremes lie further out than so many times the middle of the values, they get no bars of their own. */
const FAR = 2;

export interface Window {
  readonly min: number;
  readonly max: number;
  /** of nearly all values: what lies outside is counted, and drawn only where it is near */
  readonly low: number;
  readonly high: number;
}

export interface RoundEdges {
  /** ascending */
  readonly edges: readonly number[];
  readonly step: number;
}

/** Edges at round numbers around nearly all values: a picture of them tells no value of the data. */
export function roundEdges({ min, max, low, high }: Window, kind: Numbers['kind']): RoundEdges | null {
  const isNear = max - min <= FAR * (high - low) || high === low;
  const [from, to] = isNear ? [min, max] : [low, high];
  const step = stepOf((to - from) / BARS || Math.abs(from) / BARS, kind);
  const [first, last] = [Math.floor(from / step), Math.floor(to / step) + 1];
  if (!(last - first <= 2 * BARS)) return null;
  const edges = Array.from({ length: last - first + 1 }, (_, at) => exact((first + at) * step));
  return edges.every((edge, at) => at === 0 || edge > (edges[at - 1] ?? edge)) ? { edges, step } : null;
}

const SIGNIFICANT = 14;
/** 3 * 0.1 is 0.3 */
const exact = (value: number): number => Number(value.toPrecision(SIGNIFICANT));

const DAY = 86_400;
/** Steps that people count time in: seconds to hours, days, weeks, months and years on average. */
const TIMES = [
  ...[1, 5, 15, 60, 300, 900, 3_600, 3 * 3_600, 6 * 3_600, 12 * 3_600],
  ...[1, 2, 7, 14, 30.4375, 91.3125].map((days) => days * DAY),
];
const YEAR = 365.25 * DAY;

/** The round step that is not below `least`. */
function stepOf(least: number, kind: Numbers['kind']): number {
  if (kind === 'times') return TIMES.find((step) => step >= least) ?? YEAR * Math.max(1, roundUp(least / YEAR));
  const step = least > 0 && Number.isFinite(least) ? roundUp(least) : 1;
  return kind === 'whole' ? Math.max(1, Math.round(step)) : step;
}

/** 1, 2 or 5 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5].find((each) => each * power >= value * (1 - Number.EPSILON)) ?? 10;
  return exact(factor * power) || Number.MIN_VALUE;
}

/** How fine a time is written where edges are so far apart. */
export function timeText(seconds: number, step: number): string {
  const middle = Math.min(step / BARS, DAY); // a year on average begins some hours off
  const iso = new Date((seconds + middle) * 1_000);
  if (Number.isNaN(iso.getTime())) return String(seconds);
  const digits = step >= YEAR ? 4 : step >= 28 * DAY ? 7 : step >= DAY ? 10 : 16;
  return iso.toISOString().replace('T', ' ').slice(0, digits);
}
