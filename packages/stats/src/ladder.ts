/**
 * The parameter-free Ladder (Blum and Hardt 2015, "The Ladder: a reliable leaderboard for machine learning
 * competitions"): a new number is released only if it beats the best one on display by more than noise can.
 *
 * @param displayed lowest error on display; Infinity before the first
 * @param raw error of the new submission
 * @param pairedSd standard deviation over the rows of its loss minus the leader's; of its own loss before the first
 * @param n rows
 */
export const releases = (displayed: number, raw: number, pairedSd: number, n: number): boolean =>
  beatsDisplayed(displayed - raw, pairedSd / Math.sqrt(n));

/** The same rule for an improvement whose standard error is known. */
export const beatsDisplayed = (improvement: number, standardError: number): boolean => improvement > standardError;
