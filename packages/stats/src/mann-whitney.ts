import { normalCdf } from './distribution.ts';
import { mergedPass } from './two-sample.ts';

/** `less`: the reference tends to be smaller than the current data. */
export type Alternative = 'two-sided' | 'less' | 'greater';

export interface MannWhitney {
  /** pairs in which the reference's value is larger, ties count one half */
  readonly u: number;
  readonly p: number;
}

/** Without ties the exact law is used where the smaller sample has at most so many values (as scipy does) ... */
const EXACT_UP_TO = 8;
/** ... and the table of its counts stays small. */
const EXACT_CELLS = 1_000_000;

/**
 * Mann-Whitney U of the reference with its p-value: exact for small samples without ties, else by the normal law with
 * corrections for ties and continuity (Mann and Whitney, 1947). Ascending finite values, not empty.
 */
export function mannWhitney(
  reference: Float64Array,
  current: Float64Array,
  alternative: Alternative = 'two-sided',
): MannWhitney {
  const [n, m] = [reference.length, current.length];
  let [u, ties] = [0, 0];
  mergedPass(reference, current, (step) => {
    const both = step.reference + step.current;
    u += step.reference * (step.currentBelow + step.current / 2);
    ties += both ** 3 - both;
  });
  const tail = { 'two-sided': Math.max(u, n * m - u), less: n * m - u, greater: u }[alternative];
  const isExact = ties === 0 && Math.min(n, m) <= EXACT_UP_TO && n * m <= EXACT_CELLS;
  const p = isExact ? exactTail(tail, n, m) : normalTail(tail, n, m, ties);
  return { u, p: Math.min(1, alternative === 'two-sided' ? 2 * p : p) };
}

function normalTail(u: number, n: number, m: number, ties: number): number {
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  return variance > 0 ? normalCdf(-(u - (n * m) / 2 - 0.5) / Math.sqrt(variance)) : 1;
}

/** P(U >= u): the counts are the coefficients of the Gaussian binomial in q. */
function exactTail(u: number, n: number, m: number): number {
  const [few, many] = n < m ? [n, m] : [m, n];
  const counts = new Array<bigint>(n * m + 1).fill(0n);
  counts[0] = 1n;
  for (let i = 1; i <= few; i++) {
    for (let at = counts.length - 1; at >= many + i; at--)
      counts[at] = (counts[at] ?? 0n) - (counts[at - many - i] ?? 0n);
    for (let at = i; at < counts.length; at++) counts[at] = (counts[at] ?? 0n) + (counts[at - i] ?? 0n);
  }
  const sum = (from: number): bigint => counts.slice(from).reduce((a, b) => a + b, 0n);
  return Number(sum(Math.trunc(u))) / Number(sum(0));
}
