/** A non-decreasing map: linear between its knots, constant beyond the outer ones. */
export interface Isotonic {
  /** ascending */
  readonly x: readonly number[];
  /** non-decreasing */
  readonly y: readonly number[];
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
  readonly mean: number;
}

/**
 * Least-squares non-decreasing fit of y over x by pooling adjacent violators (Ayer et al., 1955); equal x are one
 * point. Vectors of equal length, at least one value.
 */
export function isotonicFit(x: ArrayLike<number>, y: ArrayLike<number>): Isotonic {
  const blocks: Block[] = [];
  for (const point of pointsOf(x, y)) {
    let block = point;
    for (let last = blocks.at(-1); last && last.mean >= block.mean; last = blocks.at(-1)) {
      blocks.pop();
      block = merged(last, block);
    }
    blocks.push(block);
  }
  const knots = blocks.flatMap(({ from, to, mean }) =>
    from === to
      ? [[from, mean]]
      : [
          [from, mean],
          [to, mean],
        ],
  );
  return { x: knots.map(([at = 0]) => at), y: knots.map(([, mean = 0]) => mean) };
}

function pointsOf(x: ArrayLike<number>, y: ArrayLike<number>): Block[] {
  const order = Uint32Array.from({ length: x.length }, (_, at) => at).sort(
    (a, b) => (x[a] as number) - (x[b] as number),
  );
  const points: Block[] = [];
  for (const row of order) {
    const point = { from: x[row] as number, to: x[row] as number, weight: 1, mean: y[row] as number };
    const last = points.at(-1);
    if (last?.from === point.from) points[points.length - 1] = merged(last, point);
    else points.push(point);
  }
  return points;
}

const merged = (a: Block, b: Block): Block => ({
  from: a.from,
  to: b.to,
  weight: a.weight + b.weight,
  mean: (a.mean * a.weight + b.mean * b.weight) / (a.weight + b.weight),
});

/** The fit's value at x. */
export function isotonicAt({ x, y }: Isotonic, value: number): number {
  let [low, high] = [0, x.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((x[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return y[0] ?? Number.NaN;
  if (low === x.length) return y.at(-1) ?? Number.NaN;
  const [left, right] = [x[low - 1] as number, x[low] as number];
  const share = (value - left) / (right - left);
  return (y[low - 1] as number) * (1 - share) + (y[low] as number) * share;
}
