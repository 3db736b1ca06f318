import type { Reading } from './encode.ts';
import type { Policy } from './policy.ts';

/** How a policy wants predictions read. A threshold that is to be fitted is fitted before and given here. */
export const readingOf = (
  { task, labels, positive, threshold }: Pick<Policy, 'task' | 'labels' | 'positive' | 'threshold'>,
  fitted: number | null = null,
): Reading => ({ task, labels, positive, threshold: typeof threshold === 'object' ? fitted : threshold });

/** Reads predictions the way a policy without a say would. */
export const UNTOLD: Reading = { task: null, labels: null, positive: null, threshold: null };
