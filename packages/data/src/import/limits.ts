import type { Entries } from './values.ts';
import { intervals } from './words.ts';

/** A comparison of one number, by the words of a format. */
export interface Comparison {
  readonly operator: 'is' | 'not' | '>' | '>=' | '<' | '<=' | 'between' | 'outside';
  readonly value: unknown;
  readonly key: string;
}

/** The one comparison that a mapping states; undefined: none, or several. */
export function comparisonOf(
  keys: Entries,
  words: Readonly<Record<string, Comparison['operator']>>,
): Comparison | undefined {
  const [key, second] = Object.keys(words).filter((each) => keys.has(each));
  const operator = key === undefined ? undefined : words[key];
  return key === undefined || second !== undefined || operator === undefined
    ? undefined
    : { operator, value: keys.value(key), key };
}

/** As a limit on what fails; undefined where it cannot be one ("exactly 5 bad rows"). */
export function limitOf({ operator, value }: Comparison, unit: 'rows' | 'percent'): string | undefined {
  const mark = unit === 'percent' ? '%' : '';
  if (operator === 'is' && value === 0) return `<= 0${mark}`;
  if ((operator === '<' || operator === '<=') && typeof value === 'number' && value >= 0)
    return `${operator} ${value}${mark}`;
  if (operator === 'between' && Array.isArray(value) && value[0] === 0) return `<= ${value[1]}${mark}`;
  return undefined;
}

/** As intervals, each a rule of its own; undefined where it is none ("not 5"). */
export function intervalsOf({ operator, value }: Comparison): readonly unknown[] | undefined {
  if (operator === 'between' && Array.isArray(value)) return intervals({ min: value[0], max: value[1] });
  if (typeof value !== 'number') return undefined;
  if (operator === 'is') return [[value, value]];
  return operator === 'not' || operator === 'outside' || operator === 'between' ? undefined : [`${operator} ${value}`];
}
