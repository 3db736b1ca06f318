/** A change turned so that up is better, in the metric's unit. */
export interface Evidence {
  readonly change: number;
  /** ends of the two-sided interval of confidence 1 - 2 alpha: each end is a one-sided bound at 1 - alpha */
  readonly low: number;
  readonly high: number;
  /** how far it may get worse (guard, prove, point), must get better (improve), may move (equal) */
  readonly margin: number;
  /** slack of the comparison, see allowance.ts */
  readonly tolerance: number;
}

export type Decision = 'pass' | 'fail' | 'inconclusive';

/** Turns an interval of candidate minus baseline so that up is better. */
export const oriented = (
  low: number,
  high: number,
  direction: 'higher' | 'lower' | 'none',
): { low: number; high: number } => (direction === 'lower' ? { low: -high, high: -low } : { low, high });
