/** Numbers that are accepted; open sides are infinite. */
export interface Interval {
  readonly min: number;
  readonly max: number;
  readonly exclusiveMin?: boolean;
  readonly exclusiveMax?: boolean;
}

export const contains = ({ min, max, exclusiveMin, exclusiveMax }: Interval, value: number | bigint): boolean =>
  (exclusiveMin ? value > min : value >= min) && (exclusiveMax ? value < max : value <= max);

/** `0 to 88`, `at least 3`, `below 5`, `exactly 2`. */
export function intervalText({ min, max, exclusiveMin, exclusiveMax }: Interval): string {
  if (min === max) return `exactly ${min}`;
  if (Number.isFinite(min) && Number.isFinite(max) && !exclusiveMin && !exclusiveMax) return `${min} to ${max}`;
  const low = Number.isFinite(min) ? `${exclusiveMin ? 'above' : 'at least'} ${min}` : '';
  const high = Number.isFinite(max) ? `${exclusiveMax ? 'below' : 'at most'} ${max}` : '';
  return [low, high].filter(Boolean).join(', ');
}

const EXPRESSION = /^(>=|<=|>|<|==?)?\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(%)?$/i;

const WHOLE = /^-?\d+$/;

/** The share that a percentage is, rounded once: 8.2 / 100 is 0.08199999999999999. */
export function percentOf(digits: string): number {
  const share = Number(`${digits}e-2`);
  return Number.isNaN(share) ? Number(digits) / 100 : share; // it has an exponent
}

/** `">= 3"`, `"< 0.5"`, `"10%"`, `7` (exactly); undefined when it is none of these, or a whole number that no double is. */
export function parseInterval(text: string): Interval | undefined {
  const [, sign = '=', digits, percent] = EXPRESSION.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const value = percent ? percentOf(digits) : Number(digits);
  if (!Number.isFinite(value) || (WHOLE.test(digits) && BigInt(digits) !== BigInt(Number(digits)))) return undefined;
  const open = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
  if (sign.startsWith('>')) return { ...open, min: value, ...(sign === '>' && { exclusiveMin: true }) };
  if (sign.startsWith('<')) return { ...open, max: value, ...(sign === '<' && { exclusiveMax: true }) };
  return { min: value, max: value };
}
