import { chiSquareSf } from './distribution.ts';
import { mergedPass } from './two-sample.ts';

export interface AndersonDarling {
  /** standardised: about 0 for equal populations */
  readonly statistic: number;
  /** between 0.001 and 0.25, the ends of the published table: no p-value for rankings */
  readonly p: number;
  /** the same where the table reaches; below it the tail of the law of large samples, which orders what is certain */
  readonly tail: number;
}

/** Critical values of the standardised statistic of two samples (Scholz and Stephens, 1987, table 1). */
// biome-ignore lint/suspicious/noApproximativeNumericConstant: 2.718 is the table's value
const CRITICAL = [0.325, 1.226, 1.961, 2.718, 3.752, 4.592, 6.546];
const SIGNIFICANCE = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001];

/**
 * Anderson-Darling test of two samples with midranks, A2akN of Scholz and Stephens, "K-sample Anderson-Darling tests",
 * 1987. Ascending finite values, at least four together and not all equal.
 */
export function andersonDarling(reference: Float64Array, current: Float64Array): AndersonDarling {
  const [n, m] = [reference.length, current.length];
  const total = n + m;
  let sum = 0;
  mergedPass(reference, current, (step) => {
    const ties = step.reference + step.current;
    const below = step.referenceBelow + step.currentBelow + ties / 2;
    const denominator = below * (total - below) - (total * ties) / 4;
    if (denominator <= 0) return;
    const part = (own: number, size: number): number => (total * own - below * size) ** 2 / size;
    const both = part(step.referenceBelow + step.reference / 2, n) + part(step.currentBelow + step.current / 2, m);
    sum += ((ties / total) * both) / denominator;
  });
  const distance = ((total - 1) / total) * sum;
  const statistic = (distance - 1) / Math.sqrt(varianceOf(n, m));
  const p = interpolated(statistic);
  return { statistic, p, tail: statistic > LARGEST ? Math.min(p, tailOf(distance)) : p };
}

/**
 * P(A^2 > x) where x is large. A^2 is a sum of chi-squared variables with the weights 1/(j(j + 1)) (Anderson and Darling
 * 1952); its tail is that of the first, times the product over the others of (1 - w_j/w_1)^(-1/2) (Zolotarev 1961),
 * which is the root of 3.
 */
const tailOf = (x: number): number => Math.sqrt(3) * chiSquareSf(2 * x, 1);

/** Variance under equal populations, equation 4 for k = 2. */
function varianceOf(n: number, m: number): number {
  const total = n + m;
  const inverse = 1 / n + 1 / m;
  let [harmonic, double] = [0, 0];
  for (let i = 1; i <= total - 2; i++) {
    harmonic += 1 / (total - i);
    double += harmonic / (i + 1);
  }
  harmonic += 1;
  const a = 4 * double - 6 + (10 - 6 * double) * inverse;
  const b =
    4 * (2 * double - 4) + 16 * harmonic + (2 * double - 14 * harmonic - 4) * inverse - 8 * harmonic + 4 * double - 6;
  const c =
    4 * (6 * harmonic + 2 * double - 2) +
    2 * (4 * harmonic - 4 * double + 6) +
    (2 * harmonic - 6) * inverse +
    4 * harmonic;
  const d = 4 * (2 * harmonic + 6) - 8 * harmonic;
  return (a * total ** 3 + b * total ** 2 + c * total + d) / ((total - 1) * (total - 2) * (total - 3));
}

const [SMALLEST = 0] = CRITICAL;
const LARGEST = CRITICAL.at(-1) ?? 0;

/** A parabola through the table's logarithms by least squares; outside of it the table's ends. */
function interpolated(statistic: number): number {
  if (statistic < SMALLEST) return SIGNIFICANCE[0] ?? 1;
  if (statistic > LARGEST) return SIGNIFICANCE.at(-1) ?? 0;
  const [p0 = 0, p1 = 0, p2 = 0] = PARABOLA;
  return Math.exp(p0 + statistic * (p1 + statistic * p2));
}

const PARABOLA = parabola(CRITICAL, SIGNIFICANCE.map(Math.log));

/** Coefficients of the least-squares parabola, constant first, by Cramer's rule on the normal equations. */
function parabola(x: readonly number[], y: readonly number[]): number[] {
  const power = (k: number): number => x.reduce((sum, value) => sum + value ** k, 0);
  const moment = (k: number): number => x.reduce((sum, value, at) => sum + value ** k * (y[at] ?? 0), 0);
  const rows = [0, 1, 2].map((row) => [power(row), power(row + 1), power(row + 2)]);
  const whole = determinant(rows);
  return [0, 1, 2].map((column) => {
    const replaced = rows.map((row, at) => row.map((value, place) => (place === column ? moment(at) : value)));
    return determinant(replaced) / whole;
  });
}

function determinant([
  [a = 0, b = 0, c = 0] = [],
  [d = 0, e = 0, f = 0] = [],
  [g = 0, h = 0, i = 0] = [],
]: number[][]): number {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}
