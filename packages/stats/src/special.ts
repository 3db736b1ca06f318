/** Relative precision at which series and continued fractions stop. */
const PRECISION = 1e-16;
/** Continued fractions here need O(sqrt(parameter)) terms; this covers parameters beyond 1e9. */
const MAX_TERMS = 100_000;
/** Keeps Lentz's algorithm away from division by zero (Numerical Recipes 5.2). */
const TINY = 1e-300;

const HALF_LN_TWO_PI = 0.9189385332046728;
/** B(2k)/(2k(2k-1)), k = 1..7: Stirling's series, DLMF 5.11.1. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
/** From here on the truncated series is exact to double precision. */
const STIRLING_FROM = 10;

/** ln Gamma(x) - ((x - 1/2) ln x - x + ln(2 pi)/2) for x >= 10. */
function stirlingCorrection(x: number): number {
  const square = 1 / (x * x);
  return STIRLING.reduceRight((sum, term) => sum * square + term, 0) / x;
}

/** ln Gamma(x), x > 0. Small arguments are shifted up by the recurrence (DLMF 5.5.1). */
export function lnGamma(x: number): number {
  let shift = 1;
  let y = x;
  for (; y < STIRLING_FROM; y++) shift *= y;
  return (y - 0.5) * Math.log(y) - y + HALF_LN_TWO_PI + stirlingCorrection(y) - Math.log(shift);
}

/** ln B(a, b), a, b > 0, without the cancellation of three ln Gamma terms (SLATEC dlbeta). */
export function lnBeta(a: number, b: number): number {
  const [p, q] = a < b ? [a, b] : [b, a];
  if (q < STIRLING_FROM) return lnGamma(p) + lnGamma(q) - lnGamma(p + q);
  const share = Math.log1p(-p / (p + q));
  if (p < STIRLING_FROM) {
    const correction = stirlingCorrection(q) - stirlingCorrection(p + q);
    return lnGamma(p) + correction + p - p * Math.log(p + q) + (q - 0.5) * share;
  }
  const correction = stirlingCorrection(p) + stirlingCorrection(q) - stirlingCorrection(p + q);
  return -0.5 * Math.log(q) + HALF_LN_TWO_PI + correction + (p - 0.5) * Math.log(p / (p + q)) + q * share;
}

/** Evaluates 1/(1 + c1/(1 + c2/(1 + ...))) by Lentz's algorithm. */
function continuedFraction(coefficient: (term: number) => number): number {
  let c = 1;
  let d = 0;
  let value = 1;
  for (let term = 1; term <= MAX_TERMS; term++) {
    const next = coefficient(term);
    d = 1 / (1 + next * d || TINY);
    c = 1 + next / c || TINY;
    const step = c * d;
    value *= step;
    if (Math.abs(step - 1) <= PRECISION * 2) break;
  }
  return 1 / value;
}

function betaFraction(x: number, a: number, b: number): number {
  return continuedFraction((term) => {
    const m = Math.floor(term / 2);
    if (term % 2 === 1) return (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    return (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
  });
}

/** Regularised incomplete beta I_x(a, b), 0 <= x <= 1, a, b > 0 (DLMF 8.17.22). */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) - lnBeta(a, b));
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function gammaSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n <= MAX_TERMS && Math.abs(term) > Math.abs(sum) * PRECISION; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Legendre's continued fraction of Gamma(a, x), DLMF 8.9.2 in even form, by Lentz's algorithm. */
function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n <= MAX_TERMS; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b || TINY);
    c = b + an / c || TINY;
    value *= d * c;
    if (Math.abs(d * c - 1) <= PRECISION * 2) break;
  }
  return value;
}

/** Regularised upper incomplete gamma Q(a, x), a > 0, x >= 0 (DLMF 8.11.4 and 8.9.2). */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  if (!Number.isFinite(x)) return 0;
  const front = Math.exp(a * Math.log(x) - x - lnGamma(a));
  return x < a + 1 ? 1 - front * gammaSeries(a, x) : front * gammaFraction(a, x);
}
