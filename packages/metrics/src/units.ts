import type { Encoded } from './encode.ts';

/** What a bootstrap draws: rows, or whole clusters. */
export interface Units {
  readonly count: number;
  /** multiplicities of units as multiplicities of rows */
  readonly weights: (counts: Float64Array) => Float64Array;
}

/** Clusters are numbered by their first row: their codes change nothing. */
export function unitsOf({ cluster, truth }: Encoded, unit: 'row' | 'cluster'): Units {
  const rows = truth.length;
  if (unit === 'row' || cluster === null) return { count: rows, weights: (counts) => counts };
  const known = new Map<number, number>();
  const codes = Uint32Array.from(cluster, (code) => {
    const unitCode = known.get(code) ?? known.size;
    known.set(code, unitCode);
    return unitCode;
  });
  const spread = new Float64Array(rows);
  return {
    count: known.size,
    weights: (counts) => {
      for (let row = 0; row < rows; row++) spread[row] = counts[codes[row] as number] as number;
      return spread;
    },
  };
}
