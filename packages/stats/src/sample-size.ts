/** How the developer learns from verdicts: not at all, at the first pass (which retires the set), or from each one. */
export type Adaptivity = 'none' | 'first-change' | 'full';

/** What a test set should promise: with probability 1 - delta every evaluation is right within `tolerance`. */
export interface Guarantee {
  readonly delta: number;
  /** in the metric's unit; metrics lie in [0, 1] */
  readonly tolerance: number;
  readonly adaptivity: Adaptivity;
}

/*
 * The bounds of ease.ml/ci (Renggli et al. 2019, "Continuous Integration of Machine Learning Models with ease.ml/ci",
 * sections 3 and 4). They hold for any distribution, so sizes are 5 to 40 times those of normal theory.
 */

/** ln of the number of estimates that must all be right: H verdicts, or every path through H bits. */
const lnEstimates = (evaluations: number, adaptivity: Adaptivity): number =>
  adaptivity === 'full' ? evaluations * Math.LN2 : Math.log(evaluations);

const roundedUp = (rows: number): number => Math.ceil(rows);

/** Rows for one accuracy within the tolerance, `evaluations` times (Hoeffding). */
export const singleSize = (evaluations: number, { delta, tolerance, adaptivity }: Guarantee): number =>
  roundedUp((lnEstimates(evaluations, adaptivity) - Math.log(delta)) / (2 * tolerance ** 2));

/** The same for the difference of two accuracies: each takes half the tolerance and half of delta. */
export const differenceSize = (evaluations: number, guarantee: Guarantee): number =>
  singleSize(evaluations, halved(guarantee));

/** The same where at most `churn` of the predictions change (Bennett); labels of changed rows suffice then. */
export const changeSize = (evaluations: number, guarantee: Guarantee, churn: number): number =>
  roundedUp(
    (lnEstimates(evaluations, guarantee.adaptivity) - Math.log(guarantee.delta / 4)) / exponent(guarantee, churn),
  );

/**
 * How many evaluations of the difference between two models a test set supports: the inverse of the sizes above.
 *
 * @param churn share of predictions that change, where it is known to stay so: the tighter of both bounds then
 * @returns whole evaluations; Infinity where they are beyond counting
 */
export function evaluationsSupported(rows: number, guarantee: Guarantee, churn: number | null): number {
  const { delta, tolerance } = halved(guarantee);
  const hoeffding = 2 * tolerance ** 2 * rows + Math.log(delta);
  const bennett = churn ? rows * exponent(guarantee, churn) + Math.log(guarantee.delta / 4) : -Infinity;
  const budget = Math.max(hoeffding, bennett);
  if (budget < 0) return 0;
  return Math.floor(guarantee.adaptivity === 'full' ? budget / Math.LN2 : Math.exp(budget));
}

const halved = ({ delta, tolerance, adaptivity }: Guarantee): Guarantee => ({
  delta: delta / 2,
  tolerance: tolerance / 2,
  adaptivity,
});

/** Bennett's exponent per row: p h(eps / p), h(u) = (1 + u) ln(1 + u) - u. */
function exponent({ tolerance }: Guarantee, churn: number): number {
  const u = tolerance / churn;
  return churn * ((1 + u) * Math.log1p(u) - u);
}
