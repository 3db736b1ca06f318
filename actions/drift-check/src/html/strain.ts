import type { DriftColumn } from '@ml-actions/core/record/predicate/drift-check';

/** The effect as a multiple of its threshold as this run remembers it, 0 where nothing was compared. */
export const strainOf = ({ trend, effect, threshold }: DriftColumn): number =>
  trend.at(-1) ?? (effect !== null && threshold !== null ? effect / threshold : 0);
