import { lnGamma } from './special.ts';

/** Below this both samples' sizes allow the exact distribution (as scipy's `ks_2samp` chooses). */
const EXACT_UP_TO = 10_000;

/** Two-sided p-value of a two-sample D; exact up to 10,000 values on each side, else by `kstwoSf`. */
export function ksPValue(d: number, n: number, m: number): number {
  return Math.max(n, m) <= EXACT_UP_TO ? ksExactP(d, n, m) : ksAsymptoticP(d, n, m);
}

/** p-value by the finite-n one-sample law at the effective size nm/(n + m), halves rounded to even. */
export const ksAsymptoticP = (d: number, n: number, m: number): number =>
  kstwoSf(d, Math.max(1, roundHalfEven((n * m) / (n + m))));

function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Share of lattice paths from (0, 0) to (n, m) that leave the band |i/n - j/m| < d: exact without ties, conservative
 * with them (Hodges, "The significance probability of the Smirnov two-sample test", 1958). Cost n x m at most.
 */
export function ksExactP(d: number, n: number, m: number): number {
  const [rows, columns] = n >= m ? [n, m] : [m, n];
  const divisor = gcd(n, m);
  const [up, right] = [columns / divisor, rows / divisor];
  const bound = Math.round(d * (n / divisor) * m);
  if (bound === 0) return 1;
  const reached = new Float64Array(columns + 1);
  for (let i = 0; i <= rows; i++) {
    for (let j = 0; j <= columns; j++) {
      if (Math.abs(i * up - j * right) >= bound) reached[j] = 1;
      else if (i === 0 && j === 0) reached[j] = 0;
      else reached[j] = (i * (reached[j] ?? 0) + j * (j > 0 ? (reached[j - 1] ?? 0) : 0)) / (i + j);
    }
  }
  return reached[columns] ?? 1;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * P(D_n >= d) of the one-sample two-sided Kolmogorov-Smirnov statistic, relative error about 1e-10.
 * Branches of Simard and L'Ecuyer, "Computing the two-sided Kolmogorov-Smirnov distribution", 2011.
 */
export function kstwoSf(d: number, n: number): number {
  const t = n * d;
  const x = t * d;
  if (t <= 0.5) return 1;
  if (d >= 1) return 0;
  if (t <= 1) return 1 - Math.exp(lnGamma(n + 1) - n * Math.log(n) + n * Math.log(2 * t - 1));
  if (t >= n - 1) return 2 * (1 - d) ** n;
  if (d >= 0.5) return Math.min(1, 2 * oneSidedSf(d, n));
  if (n <= 140) return x <= 4 ? clip(1 - durbinCdf(d, n)) : 2 * oneSidedSf(d, n);
  if (x >= 370) return 0;
  if (x >= 2.2) return 2 * oneSidedSf(d, n);
  return clip(1 - (n <= 100_000 && n * d ** 1.5 <= 1.4 ? durbinCdf(d, n) : pelzGoodCdf(d, n)));
}

const clip = (p: number): number => Math.min(1, Math.max(0, p));

/** P(D+_n >= d), the one-sided statistic, by Birnbaum and Tingey's sum (1951). */
function oneSidedSf(d: number, n: number): number {
  const last = Math.floor(n * (1 - d));
  const lnFactorialN = lnGamma(n + 1);
  let sum = 0;
  for (let j = last; j >= 0; j--) {
    const share = d + j / n;
    const rest = 1 - share;
    if (rest <= 0) continue;
    const lnChoose = lnFactorialN - lnGamma(j + 1) - lnGamma(n - j + 1);
    sum += Math.exp(lnChoose + (j - 1) * Math.log(share) + (n - j) * Math.log1p(-share));
  }
  return d * sum;
}

/** Powers of ten taken out of the matrix before doubles overflow. */
const SCALE = 1e140;

/** P(D_n < d) by Durbin's matrix (Marsaglia, Tsang and Wang, 2003). */
function durbinCdf(d: number, n: number): number {
  const k = Math.floor(n * d) + 1;
  const size = 2 * k - 1;
  const { matrix, scale } = matrixPower(durbinMatrix(size, k - n * d), size, n);
  let value = matrix[(k - 1) * size + k - 1] ?? 0;
  let exponent = scale;
  for (let i = 1; i <= n; i++) {
    value = (value * i) / n;
    if (value < 1 / SCALE) {
      value *= SCALE;
      exponent--;
    }
  }
  return value * SCALE ** exponent;
}

function durbinMatrix(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j <= Math.min(i + 1, size - 1); j++) matrix[i * size + j] = 1;
  for (let i = 0; i < size; i++) {
    matrix[i * size] = 1 - h ** (i + 1);
    matrix[(size - 1) * size + i] = 1 - h ** (size - i);
  }
  matrix[(size - 1) * size] = 1 - 2 * h ** size + Math.max(0, 2 * h - 1) ** size;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const at = i * size + j;
      for (let g = 2; g <= i - j + 1; g++) matrix[at] = (matrix[at] ?? 0) / g;
    }
  }
  return matrix;
}

/** matrix^n as `matrix * SCALE^scale`. */
function matrixPower(matrix: Float64Array, size: number, n: number): { matrix: Float64Array; scale: number } {
  if (n === 1) return { matrix, scale: 0 };
  const half = matrixPower(matrix, size, Math.floor(n / 2));
  let product = multiply(half.matrix, half.matrix, size);
  let scale = 2 * half.scale;
  if (n % 2 === 1) product = multiply(product, matrix, size);
  if ((product[Math.floor((size * size) / 2)] ?? 0) > SCALE) {
    product = product.map((value) => value / SCALE);
    scale++;
  }
  return { matrix: product, scale };
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k] ?? 0;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++)
        product[i * size + j] = (product[i * size + j] ?? 0) + factor * (b[k * size + j] ?? 0);
    }
  }
  return product;
}

/** P(D_n < d) by the asymptotic series of Pelz and Good (1976), terms up to n^(-3/2). */
function pelzGoodCdf(d: number, n: number): number {
  const z = Math.sqrt(n) * d;
  const [z2, pi2] = [z * z, Math.PI ** 2];
  const terms = [0, 0, 0, 0];
  const add = (at: number, value: number): void => {
    terms[at] = (terms[at] ?? 0) + value;
  };
  for (let k = Math.ceil((16 * z) / Math.PI); k >= 1; k--) {
    const w = (2 * k - 1) ** 2 * pi2;
    const q = Math.exp(-w / (8 * z2));
    add(0, q / z);
    add(1, (q * (w / 4 - z2)) / (6 * z ** 4));
    add(
      2,
      (q * (6 * z ** 6 + 2 * z ** 4 + ((2 * z ** 4 - 5 * z2) * w) / 4 + ((1 - 2 * z2) * w * w) / 16)) / (72 * z ** 7),
    );
    add(3, (q * pelzGoodThird(z2, w)) / (6480 * z ** 10));
    const v = pi2 * k * k;
    const r = Math.exp(-v / (2 * z2));
    add(2, (-r * v) / (36 * z ** 3));
    add(3, (r * (3 * z2 - v) * v) / (216 * z ** 6));
  }
  const [k0 = 0, k1 = 0, k2 = 0, k3 = 0] = terms;
  return Math.sqrt(2 * Math.PI) * (k0 + k1 / Math.sqrt(n) + k2 / n + k3 / n ** 1.5);
}

const pelzGoodThird = (z2: number, w: number): number =>
  ((5 - 30 * z2) * w ** 3) / 64 +
  ((212 * z2 * z2 - 60 * z2) * w * w) / 16 +
  ((135 * z2 * z2 - 96 * z2 ** 3) * w) / 4 -
  30 * z2 ** 3 -
  90 * z2 ** 4;
