import { midranks } from './rank.ts';

/** 95 % one-sided, of the normal law. */
const ONE_SIDED_95 = 1.6448536269514722;

export interface DomainAuc {
  /** chance that a current row scores higher than a reference row, ties one half */
  readonly auc: number;
  /** one-sided 95 % bound under equal populations: what chance leaves of the AUC */
  readonly lowerBound: number;
  /** of the AUC under equal populations */
  readonly deviation: number;
  /** max(0, 2 AUC - 1) */
  readonly drift: number;
}

/** How well out-of-fold scores of a classifier tell current from reference rows; both are present. */
export function domainAuc(scores: ArrayLike<number>, isCurrent: ArrayLike<number | boolean>): DomainAuc {
  const ranks = midranks(scores);
  let [m, sum] = [0, 0];
  ranks.forEach((rank, at) => {
    if (!isCurrent[at]) return;
    m++;
    sum += rank;
  });
  const n = ranks.length - m;
  const auc = (sum - (m * (m + 1)) / 2) / (n * m);
  const deviation = Math.sqrt((n + m + 1) / (12 * n * m));
  return { auc, lowerBound: auc - ONE_SIDED_95 * deviation, deviation, drift: Math.max(0, 2 * auc - 1) };
}
