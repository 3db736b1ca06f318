/** Why a statistic has no value. Never stands for 0: scikit-learn's 0-with-a-warning has let broken models pass. */
export interface Undefined {
  readonly undefined: string;
}

/** A statistic: a finite number, or the reason it does not exist for these rows. */
export type Measure = number | Undefined;

export const undefinedBecause = (reason: string): Undefined => ({ undefined: reason });

export const isDefined = (measure: Measure): measure is number => typeof measure === 'number';

/** numerator / denominator, or undefined for the stated reason where the denominator is 0. */
export const ratio = (numerator: number, denominator: number, reason: string): Measure =>
  denominator === 0 ? undefinedBecause(reason) : numerator / denominator;
