import { normalCdf } from './distribution.ts';

/** Beyond it a standard normal's tails add less than 1e-15, for every k that a ledger holds. */
const REACH = 9;
/** Simpson's rule on so many intervals per side; the integrand is smooth, the error below 1e-9. */
const STEPS = 512;

/**
 * Expected maximum of k independent standard normals: by how many standard errors the best of k equal models looks
 * better than it is. E = integral over x > 0 of 1 - F(x)^k - F(-x)^k (David and Nagaraja 2003, Order Statistics, 3.1).
 *
 * @param k whole, at least 1
 */
export function expectedMaximum(k: number): number {
  if (k === 1) return 0;
  const step = REACH / STEPS;
  let sum = 0;
  for (let at = 0; at <= STEPS; at++) {
    const factor = at === 0 || at === STEPS ? 1 : at % 2 === 0 ? 2 : 4;
    sum += factor * (1 - normalCdf(at * step) ** k - normalCdf(-at * step) ** k);
  }
  return (sum * step) / 3;
}
