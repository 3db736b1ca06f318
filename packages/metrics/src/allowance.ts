/** How far a metric may move: the larger of the two counts, only what is given counts. */
export interface Allowance {
  /** in the metric's own unit */
  readonly abs?: number | undefined;
  /** as a fraction of |baseline| */
  readonly rel?: number | undefined;
}

/** Below this a baseline is zero and a relative allowance means nothing. */
const ZERO = 1e-12;
/** Relative slack of every comparison: 0.85 is not below 0.80 + 0.05 only because of binary rounding. */
const SLACK = 1e-9;
const PERCENT = /^\s*(\d+(?:\.\d+)?)\s*%\s*$/;
const POINTS = /^\s*(\d+(?:\.\d+)?)\s*pp\s*$/;
const HUNDRED = 100;

/** Slack for comparing a with b. */
export const slack = (a: number, b: number): number => SLACK * Math.max(1, Math.abs(a), Math.abs(b));

/** a >= b up to the slack of the two values they were computed from. */
export const atLeast = (a: number, b: number, tolerance: number): boolean => a >= b - tolerance;

/** "2%" is relative, "0.5pp" is 0.005 absolute; undefined for any other text. */
export function parseAllowanceText(text: string): Allowance | undefined {
  const [, percent] = PERCENT.exec(text) ?? [];
  if (percent !== undefined) return { rel: Number(percent) / HUNDRED };
  const [, points] = POINTS.exec(text) ?? [];
  return points === undefined ? undefined : { abs: Number(points) / HUNDRED };
}

/**
 * The margin max(abs, rel * |baseline|) in the metric's unit; undefined where only `rel` is given and the baseline
 * is zero.
 */
export function marginOf({ abs, rel }: Allowance, baseline: number): number | undefined {
  if (abs === undefined && Math.abs(baseline) < ZERO) return undefined;
  return Math.max(abs ?? 0, (rel ?? 0) * Math.abs(baseline));
}
