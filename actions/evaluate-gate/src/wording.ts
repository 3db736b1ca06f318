import type { EvaluateGatePredicate, GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { exitCodeOf, type Verdict } from '@ml-actions/core/record/verdict';
import type { Tone } from '@ml-actions/core/report/section';
import { shown, shownChange } from '@ml-actions/metrics/format';

const words: Readonly<Record<Verdict, string>> = {
  pass: 'PASS',
  warn: 'PASS, with warnings',
  accepted: 'ACCEPTED',
  'no-baseline': 'PASS, no baseline yet',
  skipped: 'REPORT ONLY',
  inconclusive: 'CANNOT TELL',
  fail: 'BLOCKED',
  error: 'ERROR',
};

/** The verdict as one word; a verdict that does not stop the job does not say that it does. */
export function wordOf({ verdict, failOn }: Pick<EvaluateGatePredicate, 'verdict' | 'failOn'>): string {
  if (verdict === 'fail' && exitCodeOf(verdict, failOn) === 0) return 'FAIL, not enforced';
  return words[verdict];
}

/** A check's status as symbol and word: a reader must not depend on colour. */
const marks: Readonly<Record<GateRow['status'], readonly [symbol: string, word: string]>> = {
  pass: ['✅', 'holds'],
  warn: ['⚠️', 'warning'],
  fail: ['❌', 'fails'],
  inconclusive: ['❔', 'cannot tell'],
  error: ['⛔', 'error'],
  'no-baseline': ['⚪', 'no baseline'],
  skipped: ['⚪', 'skipped'],
  incomparable: ['⛔', 'not comparable'],
};

export const symbolOfRow = ({ status }: GateRow): string => marks[status][0];

/** What the row decided: a change whose whole interval is on one side is called by its side. */
export function wordOfRow(row: GateRow): string {
  const ends = row.interval && oriented(row.interval, row.direction);
  if (row.status === 'pass' && ends && ends[0] > 0) return 'better';
  if (row.status === 'fail' && ends && ends[1] < 0) return 'worse';
  return marks[row.status][1];
}

/** A change or its interval turned so that up is better. */
export const oriented = (
  [low, high]: readonly [number, number],
  direction: GateRow['direction'],
): readonly [number, number] => (direction === 'lower' ? [-high, -low] : [low, high]);

const valueDigits = 4;

/** Both values of a row in the same digits, enough to tell them apart. */
export function valuesOf({
  baseline,
  candidate,
  found,
}: Pick<GateRow, 'baseline' | 'candidate' | 'found'>): readonly [string, string] {
  const decimals = decimalsFor(baseline, candidate);
  const told = (value: number | null, instead: string | null) =>
    value === null ? (instead ?? '-') : fixed(value, decimals);
  return [told(baseline, found.baseline), told(candidate, found.candidate)];
}

const mostDecimals = 12;
/** Beyond these sizes fixed decimals say nothing. */
const largest = 1e9;

function decimalsFor(a: number | null, b: number | null): number {
  const size = Math.max(Math.abs(a ?? 0), Math.abs(b ?? 0));
  let decimals = size === 0 ? 0 : Math.max(0, valueDigits - 1 - Math.floor(Math.log10(size)));
  if (size < 1 && size >= 0.1) decimals = valueDigits;
  decimals = Math.min(decimals, mostDecimals);
  while (a !== null && b !== null && a !== b && decimals < mostDecimals && a.toFixed(decimals) === b.toFixed(decimals))
    decimals++;
  return decimals;
}

const fixed = (value: number, decimals: number): string =>
  Math.abs(value) >= largest || (value !== 0 && Math.abs(value) < 10 ** -mostDecimals)
    ? shown(value)
    : value.toFixed(decimals);

/** `-6.1 pp (-9.8 .. -2.5)`; a change without interval says why there is none in the column's heading. */
export function changeOf({
  change,
  interval,
  proportion,
}: Pick<GateRow, 'change' | 'interval' | 'proportion'>): string {
  if (change === null) return '-';
  const unit = proportion ? ' pp' : '';
  const bare = (value: number) => shownChange(value, proportion).replace(/ pp$/, '');
  return `${bare(change)}${unit}${interval ? ` (${bare(interval[0])} .. ${bare(interval[1])})` : ''}`;
}

export const toneOf = (verdict: Verdict, failOn: EvaluateGatePredicate['failOn']): Tone => {
  if (exitCodeOf(verdict, failOn) === 1) return 'failure';
  if (verdict === 'pass' || verdict === 'no-baseline') return 'success';
  return verdict === 'skipped' ? 'neutral' : 'warning';
};

export const count = (amount: number, noun: string): string =>
  `${amount.toLocaleString('en-US')} ${noun}${amount === 1 ? '' : 's'}`;
