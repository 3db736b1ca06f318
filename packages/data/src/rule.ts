import type { Measure } from './measure.ts';

/** What a broken rule does to the verdict: `info` is told and decides nothing. */
export const SEVERITIES = ['fail', 'warn', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Whether what breaks a rule of the first severity weighs at least as much as what breaks one of the second. */
export const isAsStrict = (one: Severity, other: Severity): boolean =>
  SEVERITIES.indexOf(one) <= SEVERITIES.indexOf(other);

/** How many failing rows or values are still accepted, absolutely or as a share of those looked at. */
export interface Limit {
  readonly operator: '<=' | '<';
  readonly value: number;
  readonly unit: 'count' | 'percent';
}

export const NONE: Limit = { operator: '<=', value: 0, unit: 'count' };

/** What is checked: made by one of the modules in `check/`, whatever contract format it came from. */
export interface Check {
  readonly kind: string;
  /** what the contract expects, in its own words */
  readonly expected: string;
  readonly measure: Measure;
  /** SQL that people wrote, to be looked at before it runs */
  readonly condition?: string;
}

/** How rows are told apart. */
export interface Segmentation {
  readonly columns: readonly string[];
  /** rows that a segment must have to be judged */
  readonly fewest: number;
}

/** A check with its place in the contract. */
export interface Rule extends Check {
  /** stable: `age.range`, `unique(a,b)`, `rows` */
  readonly id: string;
  /** the one column that it is about, for reports */
  readonly column: string | null;
  /** the columns that it reads; without one of them it cannot be evaluated */
  readonly columns: readonly string[];
  readonly severity: Severity;
  /** SQL condition of the rows that it looks at, over columns of their logical types; null: all */
  readonly where: string | null;
  /** it must hold in each segment by itself: among the rows that share their values of some columns */
  readonly by?: Segmentation;
  /** it passes over values that are not of its column's type */
  readonly isOfValues?: true;
  /** 1-based, in the contract */
  readonly line: number;
}

/** The columns without which a rule cannot be evaluated. */
export const columnsRead = ({ columns, by }: Pick<Rule, 'columns' | 'by'>): readonly string[] => [
  ...new Set([...columns, ...(by?.columns ?? [])]),
];

/** A bound or a member of a set, already checked to be of the column's type; dates and times as ISO text. */
export type Bound = number | bigint | string | boolean;

/**
 * Whether `failing` of `of` is accepted. One division of whole numbers rounds as the limit's text did: 57 of 10,000 are
 * 0.57 %, where 0.57 * 10,000 is 5,699.999999999999.
 */
export function accepts({ operator, value, unit }: Limit, failing: number, of: number): boolean {
  const got = unit === 'count' || of === 0 ? failing : (failing * 100) / of;
  return operator === '<' ? got < value || (got === 0 && value === 0) : got <= value;
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
