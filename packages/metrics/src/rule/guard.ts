import { atLeast } from '../allowance.ts';
import type { Decision, Evidence } from './evidence.ts';

/**
 * Passes if the lower bound of the change is above -margin; fails if the change is below -margin and the one-sided
 * test of "no change" rejects (`p`, adjusted, < alpha); otherwise nobody can tell.
 */
export function guard({ change, low, margin, tolerance }: Evidence, p: number, alpha: number): Decision {
  if (low > -margin) return 'pass';
  return !atLeast(change, -margin, tolerance) && p < alpha ? 'fail' : 'inconclusive';
}
