/** Applies `adjusted` to p-values by ascending rank (from 0) and puts them back in their places. */
function byRank(p: readonly number[], adjust: (sorted: readonly number[]) => number[]): number[] {
  const order = p.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const adjusted = adjust(order.map(({ value }) => value));
  const result = new Array<number>(p.length);
  order.forEach(({ index }, rank) => {
    result[index] = Math.min(1, adjusted[rank] ?? 1);
  });
  return result;
}

function running(values: readonly number[], pick: (a: number, b: number) => number): number[] {
  let best: number | undefined;
  return values.map((value) => {
    best = best === undefined ? value : pick(best, value);
    return best;
  });
}

/** Holm's step-down adjustment (1979): controls the family-wise error; for checks that block. */
export const holm = (p: readonly number[]): number[] =>
  byRank(p, (sorted) =>
    running(
      sorted.map((value, i) => value * (sorted.length - i)),
      Math.max,
    ),
  );

/** Benjamini-Hochberg step-up adjustment (1995): controls the false discovery rate; for exploratory lists. */
export const benjaminiHochberg = (p: readonly number[]): number[] =>
  byRank(p, (sorted) => {
    const m = sorted.length;
    return running(sorted.map((value, i) => (value * m) / (i + 1)).reverse(), Math.min).reverse();
  });

/** Benjamini-Yekutieli adjustment (2001): the same under any dependence, at the price of ln m. */
export const benjaminiYekutieli = (p: readonly number[]): number[] => {
  const price = p.reduce((sum, _, at) => sum + 1 / (at + 1), 0);
  return benjaminiHochberg(p.map((value) => value * price));
};
