import type { GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';

export type Status = GateRow['status'];

/** From harmless to fatal. `incomparable` could not be decided and weighs like an error. */
const SEVERITY: readonly Status[] = [
  'skipped',
  'pass',
  'warn',
  'no-baseline',
  'inconclusive',
  'fail',
  'incomparable',
  'error',
];

/** What one part of a check found, and why. */
export interface Outcome {
  readonly status: Status;
  readonly reason: string;
}

export const weight = (status: Status): number => SEVERITY.indexOf(status);

/** The most severe outcome; the first of equals. Nothing at all is `skipped`. */
export const worst = ([
  first = { status: 'skipped', reason: 'nothing to check' },
  ...rest
]: readonly Outcome[]): Outcome =>
  rest.reduce((found, next) => (weight(next.status) > weight(found.status) ? next : found), first);

/** The outcomes of one check as one: the most severe, with every reason of its kind; bounds that held say so on a first run. */
export function together(outcomes: readonly Outcome[]): Outcome {
  const { status, reason } = worst(outcomes);
  const told = outcomes.filter((outcome) => outcome.status === status || status === 'no-baseline');
  return { status, reason: told.map((outcome) => outcome.reason).join('; ') || reason };
}
