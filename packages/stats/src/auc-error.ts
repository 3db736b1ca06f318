/** Standard error of one AUC from its value and the class sizes (Hanley and McNeil, 1982). */
export function aucError(auc: number, positives: number, negatives: number): number {
  const [q1, q2] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)];
  const square = auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc);
  return Math.sqrt(Math.max(0, square) / (positives * negatives));
}
