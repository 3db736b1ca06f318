import type { EvaluateGatePredicate, GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { exitCodeOf, type Verdict } from '@ml-actions/core/record/verdict';
import { countText } from '@ml-actions/core/report/count-text';
import { escapeText } from '@ml-actions/core/report/markdown';
import type { Tone } from '@ml-actions/core/report/section';
import { decimalsOf, fixed, isAlike } from '@ml-actions/metrics/decimals';

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

type Worded = Pick<EvaluateGatePredicate, 'verdict' | 'failOn' | 'reuse'>;

/** Whether people see the checks: the lower feedback levels tell the verdict alone, or nothing. */
export const isHidden = ({ reuse }: Pick<EvaluateGatePredicate, 'reuse'>): boolean =>
  reuse?.feedback === 'bit' || reuse?.feedback === 'sealed';

/** The verdict as one word; a verdict that does not stop the job does not say that it does. */
export function wordOf({ verdict, failOn, reuse }: Worded): string {
  if (verdict === 'skipped' && reuse?.feedback === 'sealed') return 'SEALED';
  if (verdict === 'fail' && exitCodeOf(verdict, failOn) === 0) return 'FAIL, not enforced';
  return words[verdict];
}

/** A check's status as symbol and word: a reader must not depend on colour. */
export const marks: Readonly<Record<GateRow['status'], readonly [symbol: string, word: string]>> = {
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

export const count = (amount: number, noun: string): string => `${countText(amount)} ${noun}${amount === 1 ? '' : 's'}`;

const smallestP = 0.001;
const pDigits = 2;

/** A p-value in two digits; how small a tiny one is says nothing. */
export const pText = (p: number): string => (p < smallestP ? `< ${smallestP}` : String(Number(p.toPrecision(pDigits))));
