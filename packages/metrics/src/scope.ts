import type { Check } from './policy.ts';
import type { Judged } from './side.ts';
import type { Outcome } from './status.ts';

export type Family = 'checks' | 'anchor' | 'slices' | 'fairness' | 'budgets' | 'robustness' | 'importance' | 'overlap';

/** Where the same checks are asked: the whole test set, a slice of it, the anchor, a perturbed copy. */
export interface Scope {
  readonly family: Family;
  /** which of its family: `country=MT`, `typos`; empty where the family has one scope */
  readonly label: string;
  readonly checks: readonly Check[];
  readonly candidate: Judged;
  /** null: there is no baseline */
  readonly baseline: Judged | null;
  /** which rows of the whole test set; null: all */
  readonly rows: Uint32Array | null;
  /** both sides' rows are the same, one by one */
  readonly paired: boolean;
  /** why there is no paired test, for a check that insists on one */
  readonly unpaired: string;
  /** paired, and not one prediction differs */
  readonly identical: boolean;
  /** set where no comparison can be made at all */
  readonly obstacle: Outcome | null;
  /** set where nothing can be measured: too few rows */
  readonly unmeasurable: Outcome | null;
  /** an undefined value here means what the policy says (null), or that there is too little to measure */
  readonly undefinedIs: 'skipped' | null;
  /** repeated measurements: how they become one number, and how they are compared */
  readonly repeats: Repeats;
}

export interface Repeats {
  readonly centre: 'mean' | 'median';
  /** fewest per side to decide by a test */
  readonly fewest: number;
  /** whether the n-th of one side belongs to the n-th of the other */
  readonly paired: boolean;
}

/** Seeds and folds: research 3.3. */
export const FEWEST_SEEDS = 3;

/** A scope with nothing special: the parts that most families share. */
export const scope = (parts: Pick<Scope, 'family' | 'checks' | 'candidate' | 'baseline'> & Partial<Scope>): Scope => ({
  label: '',
  rows: null,
  paired: false,
  unpaired: 'one side has no predictions',
  identical: false,
  obstacle: null,
  unmeasurable: null,
  undefinedIs: null,
  repeats: { centre: 'mean', fewest: FEWEST_SEEDS, paired: true },
  ...parts,
});

/** The whole name of a check, as waivers and outputs say it: `recall`, `slices.country=MT.recall`, `anchor.roc_auc`. */
export const checkName = ({ family, label }: Pick<Scope, 'family' | 'label'>, metric: string): string =>
  [...(family === 'checks' ? [] : [family]), ...(label === '' ? [] : [label]), metric].join('.');
