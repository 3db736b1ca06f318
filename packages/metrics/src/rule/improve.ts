import type { Decision, Evidence } from './evidence.ts';

/** Passes if the lower bound of the change is above the required step, fails if the upper bound is below it. */
export function improve({ low, high, margin }: Evidence): Decision {
  if (low > margin) return 'pass';
  return high < margin ? 'fail' : 'inconclusive';
}
