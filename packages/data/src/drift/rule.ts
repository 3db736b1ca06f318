import { own } from '@ml-actions/core/own';
import type { ProfileColumn } from '../profile/schema.ts';

/** The default rule of research drift-check section 8; every number can be overridden. */
export interface DriftRule {
  /** false discovery rate over all tests of a run */
  readonly alpha: number;
  /** W1 as a share of the reference's standard deviation */
  readonly numericThreshold: number;
  /** Jensen-Shannon distance to base 2; about 0.1 to base e */
  readonly categoricalThreshold: number;
  /** distance of mean features as a share of the reference's deviation: each coordinate by 0.1 gives about 0.09 */
  readonly embeddingThreshold: number;
  /** change of the missing share, absolute */
  readonly missingThreshold: number;
  /** share of values the reference never had that alarms, where it is no chance */
  readonly maxNewCategoryShare: number;
  /** share of values unlike the only value of a constant column, of vectors too */
  readonly constantThreshold: number;
  /** fewer present values are not judged */
  readonly minRows: number;
  /** columns that decide the run's state */
  readonly important: (column: ProfileColumn) => boolean;
  /** columns whose drift a person accepted: it says nothing of the others */
  readonly accepted: (column: Pick<ProfileColumn, 'name'>) => boolean;
  /** columns whose values always move, dates and times by default: their schema and missing share alone are judged */
  readonly moving: (column: Pick<ProfileColumn, 'name' | 'kind'>) => boolean;
  /** threshold of one column instead of its kind's */
  readonly thresholds: Readonly<Record<string, number>>;
  /** what quiet periods of the reference reach by themselves: a default threshold is at least this */
  readonly calibrated: Readonly<Record<string, number>>;
  /** share of the rows that count as independent observations: 1, or clusters per row */
  readonly independent: { readonly reference: number; readonly current: number };
}

export const DEFAULT_RULE: DriftRule = {
  alpha: 0.05,
  numericThreshold: 0.1,
  categoricalThreshold: 0.12,
  embeddingThreshold: 0.1,
  missingThreshold: 0.05,
  maxNewCategoryShare: 0.01,
  constantThreshold: 0.01,
  minRows: 100,
  important: () => true,
  accepted: () => false,
  moving: ({ kind }) => kind === 'datetime',
  thresholds: {},
  calibrated: {},
  independent: { reference: 1, current: 1 },
};

/** A column warns from this part of its threshold on. */
export const WARN_BAND = 0.5;
/** Sampling noise above this part of the threshold hides what the threshold asks for. */
export const NOISE_BAND = 0.5;
/** More values of another type than this is a break of the schema; fewer count as missing. */
export const INVALID_SHARE = 0.01;
/** p-value of that share from which on it is no chance: one broken value alone has 0.01, so whole columns always break. */
export const INVALID_P = 0.05;

/** The threshold of a column: its own, else the kind's or what its quiet periods reach, whichever is larger. */
export const thresholdOf = (rule: DriftRule, column: string, byKind: number): number =>
  own(rule.thresholds, column) ?? Math.max(byKind, own(rule.calibrated, column) ?? 0);
