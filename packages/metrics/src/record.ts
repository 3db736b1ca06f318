import type { GateCheck } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { CheckResult } from './check.ts';

/** The part of a check's row that the gate's record keeps. */
export function gateCheck({
  proportion,
  found,
  n,
  method,
  losses,
  gains,
  detectable,
  ...kept
}: CheckResult): GateCheck {
  return kept;
}
