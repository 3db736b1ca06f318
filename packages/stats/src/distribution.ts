import { incompleteBeta, lnBeta, upperGamma } from './special.ts';

/** Halvings after which a bracket of width 1 is below double precision. */
const BISECTIONS = 80;

/** P(Z <= z) of the standard normal; both tails keep their relative precision. */
export function normalCdf(z: number): number {
  const tail = 0.5 * upperGamma(0.5, (z * z) / 2);
  return z < 0 ? tail : 1 - tail;
}

const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);

/** Coefficients of algorithm AS 241, PPND16 (Wichura 1988, Applied Statistics 37, 477-484). */
const CENTRE = {
  numerator: [
    3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
    33430.57558358813, 2509.0809287301227,
  ],
  denominator: [
    1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
    28729.085735721943, 5226.495278852546,
  ],
};
const SHOULDER = {
  numerator: [
    1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
    0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
  ],
  denominator: [
    1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
    0.0005475938084995345, 1.0507500716444169e-9,
  ],
};
const TAIL = {
  numerator: [
    6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
    0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
  ],
  denominator: [
    1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
    1.421511758316446e-7, 2.0442631033899397e-15,
  ],
};

/** z with P(Z <= z) = p; -Infinity and Infinity at 0 and 1. */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  const q = p - 0.5;
  const rational = ({ numerator, denominator }: typeof CENTRE, x: number) =>
    polynomial(numerator, x) / polynomial(denominator, x);
  if (Math.abs(q) <= 0.425) return q * rational(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  const size = r <= 5 ? rational(SHOULDER, r - 1.6) : rational(TAIL, r - 5);
  return q < 0 ? -size : size;
}

/** P(T <= t) of Student's t with df > 0 degrees of freedom (DLMF 8.17, Abramowitz & Stegun 26.7.1). */
export function studentTCdf(t: number, df: number): number {
  const tail = 0.5 * incompleteBeta(df / (df + t * t), df / 2, 0.5);
  return t < 0 ? tail : 1 - tail;
}

/** x in [0, 1] with an increasing function equal to p, by bisection. */
function invert(increasing: (x: number) => number, p: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (increasing(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** x with P(Beta(a, b) <= x) = p. */
export const betaQuantile = (p: number, a: number, b: number): number => invert((x) => incompleteBeta(x, a, b), p);

/** t with P(T <= t) = p, df > 0; searched on u = t^2/(df + t^2), where the tail is a beta distribution. */
export function studentTQuantile(p: number, df: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  const u = betaQuantile(Math.abs(2 * p - 1), 0.5, df / 2);
  const size = Math.sqrt((df * u) / (1 - u));
  return p < 0.5 ? -size : size;
}

/** P(X > x) of chi-squared with df > 0 degrees of freedom. */
export const chiSquareSf = (x: number, df: number): number => upperGamma(df / 2, x / 2);

/** P(X <= k), X ~ Binomial(n, p), by the incomplete beta (DLMF 8.17.5). */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  return incompleteBeta(1 - p, n - Math.floor(k), Math.floor(k) + 1);
}

/** P(X = k), X ~ Binomial(n, p), 0 < p < 1, by logarithms. */
export function binomialPmf(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  return Math.exp(k * Math.log(p) + (n - k) * Math.log1p(-p) - Math.log(n + 1) - lnBeta(k + 1, n - k + 1));
}
