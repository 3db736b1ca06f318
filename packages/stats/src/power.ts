import { normalQuantile } from './distribution.ts';

/** Chance of seeing a drop of the stated size; the convention of power analysis (Cohen 1988). */
export const POWER = 0.8;

/** z(1 - alpha) + z(power): 2.486 at the defaults. */
const reach = (alpha: number): number => normalQuantile(1 - alpha) + normalQuantile(POWER);

/** Smallest true change a one-sided paired test sees with 80 % power, from the standard error of the change. */
export const minimumDetectableChange = (standardError: number, alpha = 0.05): number => reach(alpha) * standardError;

/** The same for accuracy on n rows of which the share `churn` changed label: 2.486 sqrt(churn/n). */
export const minimumDetectableDrop = (churn: number, n: number, alpha = 0.05): number =>
  minimumDetectableChange(Math.sqrt(churn / n), alpha);

/** Rows needed to see an accuracy drop of `margin` at this churn: 6.18 churn/margin^2. */
export const rowsNeeded = (churn: number, margin: number, alpha = 0.05): number =>
  Math.ceil(churn * (reach(alpha) / margin) ** 2);
