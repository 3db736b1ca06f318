import type { CheckResult } from './check.ts';
import { decimalsOf, fixed, isAlike } from './decimals.ts';

export type Change = Pick<CheckResult, 'change' | 'interval' | 'proportion' | 'margin'>;

const changeDigits = 3;
/** Changes of proportions are percentage points, in hundredths of one. */
const pointDecimals = 2;
const pointsPerUnit = 100;

/** `-6.10 pp (-9.80 .. -2.50)`: one unit, the same decimals, never rounded onto the allowance; `-` without a change. */
export function changeText({ change, interval, proportion, margin }: Change): string {
  if (change === null) return '-';
  const scale = proportion ? pointsPerUnit : 1;
  const numbers = [change, ...(interval ?? [])].map((value) => value * scale);
  let decimals = proportion ? pointDecimals : decimalsOf(numbers, changeDigits);
  while (isAlike([Math.abs(change * scale), (margin ?? 0) * scale], decimals)) decimals++;
  const [point = '', ...ends] = numbers.map((value) => `${value > 0 ? '+' : ''}${fixed(value, decimals)}`);
  return `${point}${proportion ? ' pp' : ''}${interval ? ` (${ends.join(' .. ')})` : ''}`;
}
