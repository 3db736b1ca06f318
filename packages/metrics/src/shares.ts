import type { Classified, Encoded } from './encode.ts';

/** Metrics that are the share of right (or wrong) labels among all rows, the positives or the negatives. */
export interface Share {
  readonly among: 'all' | 'positives' | 'negatives';
  readonly of: 'right' | 'wrong';
}

const SHARES: Readonly<Record<string, Share>> = {
  accuracy: { among: 'all', of: 'right' },
  error_rate: { among: 'all', of: 'wrong' },
  recall: { among: 'positives', of: 'right' },
  fnr: { among: 'positives', of: 'wrong' },
  specificity: { among: 'negatives', of: 'right' },
  fpr: { among: 'negatives', of: 'wrong' },
};

/** Whether rows have labels. */
export const isClassified = (encoded: Encoded): encoded is Classified =>
  encoded.task === 'binary' || encoded.task === 'multiclass';

/** The share a canonical name stands for, if it can be counted on these predictions. */
export function shareOf(name: string, encoded: Encoded): Share | null {
  const share = Object.hasOwn(SHARES, name) ? SHARES[name] : undefined;
  if (!share || !isClassified(encoded) || encoded.predicted === null) return null;
  return share.among === 'all' || encoded.task === 'binary' ? share : null;
}

/** Row numbers a share is counted among. */
export function rowsOf({ among }: Share, { truth, positive }: Classified): Uint32Array {
  const rows = new Uint32Array(truth.length);
  let count = 0;
  for (let row = 0; row < truth.length; row++) {
    if (among === 'all' || (truth[row] === positive) === (among === 'positives')) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

/** 1 per row that counts, in the order of `rows`. */
export function hitsOf({ of }: Share, { truth, predicted }: Classified, rows: Uint32Array): Uint8Array {
  const hits = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    hits[i] = Number((truth[row] === predicted?.[row]) === (of === 'right'));
  }
  return hits;
}

/** Hits and rows of a metric that is a share, else null. */
export function shares(name: string, encoded: Encoded): { hits: number; rows: number } | null {
  const share = shareOf(name, encoded);
  if (!share || !isClassified(encoded)) return null;
  const rows = rowsOf(share, encoded);
  return { hits: hitsOf(share, encoded, rows).reduce((sum, hit) => sum + hit, 0), rows: rows.length };
}
