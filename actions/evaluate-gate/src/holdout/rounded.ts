import type { GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { normalQuantile } from '@ml-actions/stats/distribution';
import { beatsDisplayed } from '@ml-actions/stats/ladder';
import { oriented } from '../wording.ts';

/** Where a share is at its most uncertain. */
const WIDEST_SD = 0.5;
/** Steps that people read as round; finer ones would tell the standard error itself, and with it the churn. */
const STEPS = [1, 2, 5, 10];
const significantDigits = 6;

const WITHHELD = 'withheld';
const NO_NEWS = 'not better than the baseline by more than one standard error: no number is released';
const NEWS = 'better than the baseline by more than one standard error';

/** Checks with numbers to about one standard error; those of the data alone stay as they are. */
export const roundedChecks = (checks: readonly GateRow[]): GateRow[] =>
  checks.map((row) => (row.scope === 'overlap' ? row : rounded(row)));

/** The rounded values of the whole test set, as a later gate's baseline knows them. */
export const roundedMetrics = (checks: readonly GateRow[], side: 'candidate' | 'baseline'): Record<string, number> =>
  Object.fromEntries(
    checks.filter(({ scope }) => scope === '').flatMap((row) => (row[side] === null ? [] : [[row.metric, row[side]]])),
  );

function rounded(row: GateRow): GateRow {
  const error = standardErrorOf(row);
  const step = error === null ? null : stepOf(error);
  const isReleased = error !== null && releases(row, error);
  const value = (given: number | null) => (given === null || step === null ? null : toStep(given, step, Math.round));
  const { interval, baseline, status } = row;
  const outward = step !== null && isReleased && interval ? outwards(interval, step) : null;
  const told = status === 'error' || status === 'incomparable';
  return {
    ...row,
    baseline: value(baseline),
    candidate: isReleased ? value(row.candidate) : null,
    change: isReleased ? value(row.change) : null,
    interval: outward,
    confidence: outward && row.confidence,
    pValue: null,
    // allowances in per cent of the baseline would tell the baseline
    margin: null,
    allowed: '',
    reason: told ? row.reason : reasonOf(row, isReleased),
    found: {
      baseline: baseline !== null && step === null ? WITHHELD : row.found.baseline,
      candidate: row.candidate !== null && !isReleased ? WITHHELD : row.found.candidate,
    },
    losses: null,
    gains: null,
    detectable: null,
  };
}

function reasonOf({ baseline }: GateRow, isReleased: boolean): string {
  if (baseline === null) return isReleased ? 'rounded to one standard error' : 'no number is released';
  return isReleased ? NEWS : NO_NEWS;
}

/** Of the change where its interval tells it, else the largest that a share of so many rows can have. */
function standardErrorOf({ interval, confidence, proportion, rows }: GateRow): number | null {
  if (interval && confidence !== null) {
    const error = (interval[1] - interval[0]) / 2 / normalQuantile((1 + confidence) / 2);
    return error > 0 ? error : null;
  }
  return proportion && rows ? WIDEST_SD / Math.sqrt(rows) : null;
}

/** The Ladder with the baseline as the best on display; the first number of all is always news. */
function releases({ baseline, change, direction }: GateRow, error: number): boolean {
  if (baseline === null) return true;
  if (change === null || direction === 'none') return false;
  const [improvement] = oriented([change, change], direction);
  return beatsDisplayed(improvement, error);
}

/** The smallest of 1, 2, 5, 10 times a power of ten that is no finer than the error. */
function stepOf(error: number): number {
  const power = 10 ** Math.floor(Math.log10(error));
  return (STEPS.find((each) => each * power >= error) ?? 10) * power;
}

const toStep = (value: number, step: number, round: (value: number) => number): number =>
  Number((round(value / step) * step).toPrecision(significantDigits));

const outwards = ([low, high]: readonly [number, number], step: number): [number, number] => [
  toStep(low, step, Math.floor),
  toStep(high, step, Math.ceil),
];
