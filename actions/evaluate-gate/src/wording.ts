import type { EvaluateGatePredicate, GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { exitCodeOf, type Verdict } from '@ml-actions/core/record/verdict';
import { escapeText } from '@ml-actions/core/report/markdown';
import type { Tone } from '@ml-actions/core/report/section';
import { shown } from '@ml-actions/metrics/format';

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
const changeDigits = 3;
const mostDecimals = 12;
/** Changes of proportions are percentage points, in hundredths of one. */
const pointDecimals = 2;
const pointsPerUnit = 100;
/** Beyond this size fixed decimals say nothing. */
const largest = 1e9;

type Values = Pick<GateRow, 'baseline' | 'candidate' | 'found'>;

/** Both values of a row in the same digits, enough to tell them apart. */
export function valuesOf({ baseline, candidate, found }: Values): readonly [string, string] {
  const numbers = [baseline, candidate].filter((value) => value !== null);
  let decimals = decimalsOf(numbers, valueDigits);
  while (isAlike(numbers, decimals)) decimals++;
  const told = (value: number | null, instead: string | null) =>
    value === null ? cell(instead ?? '-') : fixed(value, decimals);
  return [told(baseline, found.baseline), told(candidate, found.candidate)];
}

/** Decimals that show the largest number in so many digits; numbers below 1 have as many decimals as digits. */
function decimalsOf(numbers: readonly number[], digits: number): number {
  const size = Math.max(...numbers.map(Math.abs), 0);
  if (size === 0) return 0;
  const whole = Math.max(0, Math.floor(Math.log10(size)) + 1);
  const leadingZeros = size < 1 ? -Math.floor(Math.log10(size)) - 1 : 0;
  return Math.min(mostDecimals, Math.max(0, digits - whole + leadingZeros));
}

const isAlike = ([a, b]: readonly number[], decimals: number): boolean =>
  a !== undefined &&
  b !== undefined &&
  a !== b &&
  decimals < mostDecimals &&
  a.toFixed(decimals) === b.toFixed(decimals);

const fixed = (value: number, decimals: number): string =>
  Math.abs(value) >= largest || (value !== 0 && Math.abs(value) < 10 ** -mostDecimals)
    ? shown(value)
    : value.toFixed(decimals);

type Change = Pick<GateRow, 'change' | 'interval' | 'proportion' | 'margin'>;

/** `-6.10 pp (-9.80 .. -2.50)`: one unit, the same decimals, never rounded onto the allowance. */
export function changeOf({ change, interval, proportion, margin }: Change): string {
  if (change === null) return '-';
  const scale = proportion ? pointsPerUnit : 1;
  const numbers = [change, ...(interval ?? [])].map((value) => value * scale);
  let decimals = proportion ? pointDecimals : decimalsOf(numbers, changeDigits);
  while (isAlike([Math.abs(change * scale), (margin ?? 0) * scale], decimals)) decimals++;
  const [point = '', ...ends] = numbers.map((value) => `${value > 0 ? '+' : ''}${fixed(value, decimals)}`);
  return `${point}${proportion ? ' pp' : ''}${interval ? ` (${ends.join(' .. ')})` : ''}`;
}

const plain = /^[\w .,;%()+\-±≥≤]*$/;

/** Text of ours for a table's cell; a record that someone else wrote may hold anything. */
export function cell(text: string): string {
  const told = text.replaceAll('>=', '≥').replaceAll('<=', '≤');
  return plain.test(told) ? told : escapeText(told);
}

export const toneOf = (verdict: Verdict, failOn: EvaluateGatePredicate['failOn']): Tone => {
  if (exitCodeOf(verdict, failOn) === 1) return 'failure';
  if (verdict === 'pass' || verdict === 'no-baseline') return 'success';
  return verdict === 'skipped' ? 'neutral' : 'warning';
};

export const count = (amount: number, noun: string): string =>
  `${amount.toLocaleString('en-US')} ${noun}${amount === 1 ? '' : 's'}`;
