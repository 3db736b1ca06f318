import { minimumDetectableChange } from '@ml-actions/stats/power';
import { type Allowance, marginOf, slack } from './allowance.ts';
import { isProportion } from './catalogue.ts';
import type { PairedChange } from './change.ts';
import { changeText } from './change-text.ts';
import { badSign, shownChange, shownPercent } from './format.ts';
import type { Check, Demand, Rule } from './policy.ts';
import { oriented } from './rule/evidence.ts';
import type { Outcome } from './status.ts';

/** No number in the check: under `guard` a proportion may drop by one percentage point (research 2.4) ... */
export const DEFAULT_POINTS: Allowance = { abs: 0.01 };
/** ... anything else may get worse by two percent. */
export const DEFAULT_RELATIVE: Allowance = { rel: 0.02 };

/** A stated margin is shown as stated. */
const MARGIN_DIGITS = 6;
/** One that follows from the baseline is told beside the ratio. */
const DERIVED_DIGITS = 3;

/** A comparison ready to be decided. */
export interface Trial {
  readonly check: Check;
  readonly demand: Demand;
  readonly rule: Rule;
  readonly proportion: boolean;
  /** candidate minus baseline */
  readonly delta: number;
  /** the same, up is better */
  readonly change: number;
  readonly margin: number;
  readonly allowed: string;
  readonly tolerance: number;
  readonly paired: PairedChange | null;
  /** of delta, at confidence 1 - 2 alpha */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** one-sided p of "no change" against worse; null without a test */
  readonly p: number | null;
  readonly detectable: number | null;
  /** all predictions are the same, so the change is known to be 0 */
  readonly identical: boolean;
}

export interface Circumstances {
  readonly paired: PairedChange | null;
  readonly identical: boolean;
  readonly alpha: number;
  /** why there is no paired test, for a check that insists on one */
  readonly unpaired: string;
}

/** Prepares the comparison of two numbers, or says why there can be none. */
export function prepare(
  check: Check,
  demand: Demand,
  baseline: number,
  candidate: number,
  given: Circumstances,
): Trial | Outcome {
  const { paired } = given;
  if (demand.rule !== null && demand.rule !== 'point' && !paired) {
    const reason = `the rule ${demand.rule} needs paired predictions: ${given.unpaired}; use rule: point to decide without`;
    return { status: 'error', reason };
  }
  const rule = demand.rule ?? (paired ? 'guard' : 'point');
  const proportion = isProportion(check.metric) && Math.abs(baseline) <= 1 && Math.abs(candidate) <= 1;
  const allowance = demand.allowance ?? (rule === 'point' || !proportion ? DEFAULT_RELATIVE : DEFAULT_POINTS);
  const margin = marginIn(allowance, demand, baseline, candidate);
  if (margin === null)
    return { status: 'error', reason: 'the baseline is 0, so a relative allowance means nothing (add abs)' };
  if (proportion && (allowance.abs ?? 0) >= 1) {
    const reason = `an allowance of ${allowance.abs} is 100 pp or more and allows everything; write 0.01 or "1pp"`;
    return { status: 'error', reason };
  }
  const delta = paired?.delta ?? candidate - baseline;
  return {
    check,
    demand,
    rule,
    proportion,
    delta,
    change: check.direction === 'lower' ? -delta : delta,
    margin,
    allowed: allowedText(check, demand, allowance, margin, proportion),
    tolerance: slack(baseline, candidate),
    paired,
    ...uncertainty(check, given),
  };
}

function uncertainty(
  { direction }: Check,
  { paired, identical, alpha }: Circumstances,
): Pick<Trial, 'interval' | 'p' | 'detectable' | 'identical'> {
  const testable = paired !== null && paired.standardError > 0;
  return {
    identical,
    interval: identical ? { low: 0, high: 0 } : hasInterval(paired) ? paired.interval(1 - 2 * alpha) : null,
    p: testable ? (direction === 'lower' ? paired.up : paired.down) : null,
    detectable: testable ? minimumDetectableChange(paired.standardError, alpha) : null,
  };
}

/** Shares always have an interval (Bonett-Price adds one to each count); others only where the rows vary. */
const hasInterval = (paired: PairedChange | null): paired is PairedChange =>
  paired !== null && paired.n > 0 && (paired.counts !== null || paired.standardError > 0);

/**
 * The margin in the metric's unit. A relative allowance of a zero baseline is 0 where the product chose it (any
 * regression counts) and an error (null) where the policy's author did, except between equal values.
 */
function marginIn(allowance: Allowance, demand: Demand, baseline: number, candidate: number): number | null {
  const margin = marginOf(allowance, baseline);
  if (margin !== undefined) return margin;
  const equal = Math.abs(candidate - baseline) <= slack(baseline, candidate);
  return equal || demand.allowance === null ? 0 : null;
}

function allowedText(
  check: Check,
  { kind, allowance: stated }: Demand,
  { abs, rel }: Allowance,
  margin: number,
  proportion: boolean,
): string {
  const sign = {
    max_regression: badSign(check.direction),
    min_improvement: check.direction === 'lower' ? '-' : '+',
    equal_within: '±',
  }[kind];
  const byRatio = rel !== undefined && margin > (abs ?? 0);
  const size = shownChange(margin, proportion, { sign: false, digits: byRatio ? DERIVED_DIGITS : MARGIN_DIGITS });
  const notes = [byRatio ? size : '', stated === null ? 'default' : ''].filter(Boolean).join(', ');
  const text = `${sign}${byRatio ? shownPercent(rel) : size}${notes && ` (${notes})`}`;
  return kind === 'min_improvement' ? `at least ${text}` : text;
}

/** Up-is-better view of a trial's interval. */
export const orientedInterval = ({ interval, check }: Trial): { low: number; high: number } | null =>
  interval && oriented(interval.low, interval.high, check.direction);

/** The change of a trial and its interval, as every text shows it. */
export const changeTextOf = ({ delta, margin, interval, proportion }: Trial): string =>
  changeText({ change: delta, margin, interval: interval && [interval.low, interval.high], proportion });

export const isTrial = (found: Trial | Outcome): found is Trial => 'rule' in found;
