import { clopperPearson } from '@ml-actions/stats/proportion';
import { atLeast, slack } from './allowance.ts';
import { canonical } from './catalogue.ts';
import { digitsApart, shown, shownApart } from './format.ts';
import type { Check } from './policy.ts';
import { shares } from './shares.ts';
import type { Judged } from './side.ts';
import type { Outcome } from './status.ts';

/** Digits of a value that keeps its bounds; more where it takes more to tell them apart. */
const HELD_DIGITS = 4;

/** Judges min and max, inclusive, on the unrounded value or, with `bound`, on that end of its exact interval. */
export function judgeBounds(check: Check, value: number, candidate: Judged, alpha: number): Outcome | null {
  if (check.min === null && check.max === null) return null;
  const judgedValue = check.bound === null ? value : intervalEnd(check.metric, check.bound, candidate, alpha);
  if (judgedValue === null) {
    const reason = `bound: ${check.bound} needs an interval, and there is none for ${check.metric} from a metrics file; give predictions`;
    return { status: 'error', reason };
  }
  const what = check.bound === null ? '' : `the ${check.bound} end of its interval, `;
  return (
    below(judgedValue, check.min, what) ??
    above(judgedValue, check.max, what) ?? { status: 'pass', reason: heldText(judgedValue, check, what) }
  );
}

/** `0.8463 is at least 0.65` */
function heldText(value: number, { min, max }: Check, what: string): string {
  const digits = Math.max(...[min, max].map((bound) => digitsApart(value, bound ?? value, HELD_DIGITS)));
  const bounds = [min === null ? '' : `at least ${min}`, max === null ? '' : `at most ${max}`].filter(Boolean);
  return `${what}${shown(value, digits)} is ${bounds.join(' and ')}`;
}

function below(value: number, min: number | null, what: string): Outcome | null {
  if (min === null || atLeast(value, min, slack(value, min))) return null;
  const [got, bound] = shownApart(value, min);
  return { status: 'fail', reason: `${what}${got} is below the minimum ${bound}` };
}

function above(value: number, max: number | null, what: string): Outcome | null {
  if (max === null || atLeast(max, value, slack(value, max))) return null;
  const [got, bound] = shownApart(value, max);
  return { status: 'fail', reason: `${what}${got} is above the maximum ${bound}` };
}

/** One-sided Clopper-Pearson bound at 1 - alpha, for metrics that are shares of counted rows. */
function intervalEnd(metric: string, end: 'upper' | 'lower', { encoded }: Judged, alpha: number): number | null {
  const share = encoded && shares(canonical(metric), encoded);
  if (!share || share.rows === 0) return null;
  const { low, high } = clopperPearson(share.hits, share.rows, 1 - 2 * alpha);
  return end === 'upper' ? high : low;
}

/** The bounds as the table shows them. */
export function boundsText({ min, max, bound }: Check): string {
  const parts = [min === null ? '' : `>= ${min}`, max === null ? '' : `<= ${max}`].filter(Boolean).join(' and ');
  return parts && bound ? `${parts} (${bound} end)` : parts;
}
