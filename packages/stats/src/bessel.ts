/** Trapezoids of this width integrate an analytic integrand that falls doubly exponentially to double precision. */
const STEP = 1 / 32;
/** Integrands below this part of the largest add nothing. */
const NEGLIGIBLE = 1e-18;

/**
 * Modified Bessel function of the second kind K_order(x), x > 0: the integral of exp(-x cosh t) cosh(order t) over t > 0
 * (DLMF 10.32.9).
 */
export function besselK(order: number, x: number): number {
  const scaled = (t: number): number => Math.exp(-x * (Math.cosh(t) - 1)) * Math.cosh(order * t);
  let sum = 0.5;
  for (let t = STEP; ; t += STEP) {
    const value = scaled(t);
    sum += value;
    if (value < NEGLIGIBLE) break;
  }
  return sum * STEP * Math.exp(-x);
}
