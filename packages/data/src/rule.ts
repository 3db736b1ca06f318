import type { LogicalType } from './typing.ts';

/** What a broken rule does to the verdict. */
export type Severity = 'fail' | 'warn';

/** How many failing rows or values are still accepted, absolutely or as a share of those looked at. */
export interface Limit {
  readonly operator: '<=' | '<';
  readonly value: number;
  readonly unit: 'count' | 'percent';
}

export const NONE: Limit = { operator: '<=', value: 0, unit: 'count' };

interface RuleBase {
  /** stable: `age.range`, `unique(a,b)`, `rows` */
  readonly id: string;
  readonly column: string | null;
  readonly severity: Severity;
  /** 1-based, in the contract */
  readonly line: number;
}

/** A bound or a member of a set, already checked to be of the column's type; dates and times as ISO text. */
export type Bound = number | bigint | string | boolean;

/** One check, whatever contract format it came from. Value rules look at present values of the right type. */
export type Rule = RuleBase &
  (
    | { readonly kind: 'present' }
    | { readonly kind: 'extra-columns'; readonly known: readonly string[] }
    | { readonly kind: 'rows'; readonly min: number; readonly max: number }
    | { readonly kind: 'nulls'; readonly limit: Limit }
    | { readonly kind: 'type'; readonly type: LogicalType; readonly limit: Limit }
    | { readonly kind: 'finite'; readonly limit: Limit }
    | {
        readonly kind: 'range';
        readonly type: LogicalType;
        readonly min?: Bound;
        readonly max?: Bound;
        readonly exclusiveMin: boolean;
        readonly exclusiveMax: boolean;
        readonly limit: Limit;
      }
    | {
        readonly kind: 'in' | 'not-in';
        readonly type: LogicalType;
        readonly values: readonly Bound[];
        readonly limit: Limit;
      }
    | { readonly kind: 'pattern'; readonly pattern: string; readonly limit: Limit }
    | { readonly kind: 'length'; readonly min: number; readonly max: number; readonly limit: Limit }
    | { readonly kind: 'unique'; readonly columns: readonly string[]; readonly limit: Limit }
  );

export type RuleOf<K extends Rule['kind']> = Extract<Rule, { kind: K }>;

/** Whether `failing` of `of` is accepted. */
export function accepts(limit: Limit, failing: number, of: number): boolean {
  const [got, allowed] = limit.unit === 'count' ? [failing, limit.value] : [failing * 100, limit.value * of];
  return limit.operator === '<' ? got < allowed || (got === 0 && allowed === 0) : got <= allowed;
}

export const limitText = ({ operator, value, unit }: Limit): string =>
  `${operator} ${value}${unit === 'percent' ? '%' : ''}`;

const LIMIT = /^(<=|<|=|==)?\s*(\d+(?:\.\d+)?)\s*(%)?$/;

/** `"<= 1%"`, `"< 5"`, `"0"`, `3`; undefined when it is none of these. */
export function parseLimit(text: string): Limit | undefined {
  const match = LIMIT.exec(text.trim());
  if (!match) return undefined;
  const [, sign, digits, percent] = match;
  const value = Number(digits);
  if ((sign === '=' || sign === '==') && value !== 0) return undefined; // "exactly 5 bad rows" is a typing error
  if (percent ? value > 100 : !Number.isInteger(value)) return undefined;
  return { operator: sign === '<' ? '<' : '<=', value, unit: percent ? 'percent' : 'count' };
}
