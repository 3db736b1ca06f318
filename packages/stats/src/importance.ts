const shares = (values: readonly number[]): number[] => {
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => (total === 0 ? 0 : value / total));
};

/** Half the sum of |a - b| over shares of the total, 0 to 1. Aligned vectors of at least 0. */
export function totalVariation(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [shares(a), shares(b)];
  return x.reduce((sum, value, i) => sum + Math.abs(value - (y[i] ?? 0)), 0) / 2;
}

/** Jaccard index of the k largest of each side; equal values go by their place. */
export function jaccardOfTop(a: readonly number[], b: readonly number[], k: number): number {
  const [x, y] = [top(a, k), top(b, k)];
  const both = [...x].filter((place) => y.has(place)).length;
  return both / (x.size + y.size - both);
}

const top = (values: readonly number[], k: number): Set<number> =>
  new Set(
    values
      .map((_, place) => place)
      .sort((i, j) => (values[j] ?? 0) - (values[i] ?? 0) || i - j)
      .slice(0, k),
  );
