import { ascendingOrder } from './order.ts';

/** A non-decreasing map: linear between its knots, constant beyond the outer ones. */
export interface Isotonic {
  /** ascending */
  readonly x: readonly number[];
  /** non-decreasing */
  readonly y: readonly number[];
}

/**
 * Least-squares non-decreasing fit of y over x by pooling adjacent violators (Ayer et al., 1955); equal x are one
 * point. Vectors of equal length, at least one value, no NaN.
 */
export function isotonicFit(x: ArrayLike<number>, y: ArrayLike<number>): Isotonic {
  const values = Float64Array.from(x);
  const order = ascendingOrder(values);
  const blocks = emptyBlocks(values.length);
  for (let place = 0; place < order.length; place++) {
    const row = order[place] as number;
    const at = values[row] as number;
    push(blocks, at, y[row] as number);
    const ends = place === order.length - 1 || values[order[place + 1] as number] !== at;
    if (ends) pool(blocks);
  }
  return knotsOf(blocks);
}

/** A stack of pooled stretches of x. A million points as objects would cost more than all else. */
interface Blocks {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly weight: Float64Array;
  readonly mean: Float64Array;
  length: number;
  /** the last block is of the value that is being read, and not pooled yet */
  open: boolean;
}

const emptyBlocks = (most: number): Blocks => ({
  from: new Float64Array(most),
  to: new Float64Array(most),
  weight: new Float64Array(most),
  mean: new Float64Array(most),
  length: 0,
  open: false,
});

/** One more point; one with the x of the open block joins it. */
function push(blocks: Blocks, x: number, y: number): void {
  const at = blocks.length++;
  blocks.from[at] = x;
  blocks.to[at] = x;
  blocks.weight[at] = 1;
  blocks.mean[at] = y;
  if (blocks.open) join(blocks);
  blocks.open = true;
}

function pool(blocks: Blocks): void {
  const { mean } = blocks;
  while (blocks.length > 1 && (mean[blocks.length - 2] as number) >= (mean[blocks.length - 1] as number)) join(blocks);
  blocks.open = false;
}

/** Makes one of the last two. */
function join(blocks: Blocks): void {
  const { to, weight, mean } = blocks;
  const [a, b] = [blocks.length - 2, blocks.length - 1];
  const [before, after] = [weight[a] as number, weight[b] as number];
  mean[a] = ((mean[a] as number) * before + (mean[b] as number) * after) / (before + after);
  weight[a] = before + after;
  to[a] = to[b] as number;
  blocks.length--;
}

function knotsOf({ from, to, mean, length }: Blocks): Isotonic {
  const [x, y]: [number[], number[]] = [[], []];
  for (let block = 0; block < length; block++) {
    const [start, end, value] = [from[block] as number, to[block] as number, mean[block] as number];
    x.push(start);
    y.push(value);
    if (start === end) continue;
    x.push(end);
    y.push(value);
  }
  return { x, y };
}

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
