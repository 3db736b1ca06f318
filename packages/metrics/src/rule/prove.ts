import type { Decision, Evidence } from './evidence.ts';

/** Non-inferiority: passes if the lower bound is above -margin, fails if the upper bound is below it. */
export function prove({ low, high, margin }: Evidence): Decision {
  if (low > -margin) return 'pass';
  return high < -margin ? 'fail' : 'inconclusive';
}

/** Equivalence (TOST): passes if the interval lies inside +-margin, fails if it lies outside. */
export function proveEqual({ low, high, margin }: Evidence): Decision {
  if (low > -margin && high < margin) return 'pass';
  return high < -margin || low > margin ? 'fail' : 'inconclusive';
}
