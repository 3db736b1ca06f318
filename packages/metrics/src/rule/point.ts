import { atLeast } from '../allowance.ts';
import type { Kind } from '../policy.ts';
import type { Decision, Evidence } from './evidence.ts';

/** The change itself against the margin, without statistics. Inclusive. */
export function point(
  kind: Kind,
  { change, margin, tolerance }: Pick<Evidence, 'change' | 'margin' | 'tolerance'>,
): Decision {
  const holds = {
    max_regression: () => atLeast(change, -margin, tolerance),
    min_improvement: () => atLeast(change, margin, tolerance),
    equal_within: () => atLeast(margin, Math.abs(change), tolerance),
  };
  return holds[kind]() ? 'pass' : 'fail';
}
