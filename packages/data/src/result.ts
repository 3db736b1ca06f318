import type { FailingRows } from './failing/failing-rows.ts';
import { contains } from './interval.ts';
import { accepts, limitText, type Rule, type Severity } from './rule.ts';
import type { Table } from './source.ts';

export const STATUSES = ['pass', 'info', 'warn', 'fail', 'error'] as const;
export type Status = (typeof STATUSES)[number];

/** The worst status of any rule; what is only told is no worse than what holds. */
export type Verdict = Exclude<Status, 'info'>;
const RANK: readonly Verdict[] = ['pass', 'warn', 'fail', 'error'];

export const verdictOf = (rules: readonly Pick<RuleResult, 'status'>[]): Verdict =>
  RANK.findLast((rank) => rules.some(({ status }) => status === rank)) ?? 'pass';

/** What became of one rule on one source. Counts, names and limits of the contract only: never a cell value. */
export interface RuleResult {
  readonly source: string;
  readonly id: string;
  readonly kind: string;
  readonly column: string | null;
  readonly severity: Severity;
  readonly status: Status;
  /** what the contract expects, in its own words */
  readonly expected: string;
  /** rows or values that break the rule, and those looked at; null where the rule is not a count */
  readonly failing: number | null;
  readonly of: number | null;
  /** the number that was measured, where the rule is about one, and of what it is */
  readonly got: number | null;
  readonly unit: string | null;
  /** how many failing are accepted: `<= 1%`; `none` where the rule is not a count */
  readonly limit: string;
  /** 1-based line of the rule in the contract */
  readonly line: number;
  /** why it could not be evaluated, or which columns it is about */
  readonly note?: string;
  /** nobody could tell, and the contract only wants to know that: it neither holds nor is broken */
  readonly unjudged?: true;
  /** of a rule that must hold in each segment: what became of it there */
  readonly segments?: Segmented;
  /** which rows break it, where that can be told; goes no further than `checkData` */
  readonly rows?: FailingRows;
}

/** What became of a rule in the segments of a source. */
export interface Segmented {
  /** the columns that tell them apart */
  readonly by: readonly string[];
  /** how many there are, and how many of those break the rule; `small` ones have too few rows to be judged */
  readonly of: number;
  readonly broken: number;
  readonly small: number;
  /** those that break it, the worst first and not all of them */
  readonly worst: readonly WorstSegment[];
}

export interface WorstSegment {
  /** in words that the contract itself writes; null: only its values could tell it */
  readonly name: string | null;
  /** goes no further than `checkData`; null: missing */
  readonly values?: readonly (string | null)[];
  readonly rows: number;
  readonly failing: number | null;
  readonly of: number | null;
  readonly got: number | null;
  readonly note: string | null;
}

type Blank = Omit<RuleResult, 'status'>;

export const blankResult = (source: Pick<Table, 'name'>, rule: Rule): Blank => ({
  source: source.name,
  id: rule.id,
  kind: rule.kind,
  column: rule.column,
  severity: rule.severity,
  expected: rule.by ? `${rule.expected}, in each ${rule.by.columns.join(', ')}` : rule.expected,
  failing: null,
  of: null,
  got: null,
  unit: (rule.measure.by === 'value' && rule.measure.unit) || null,
  limit: 'limit' in rule.measure ? limitText(rule.measure.limit) : 'none',
  line: rule.line,
});

export const errorResult = (source: Pick<Table, 'name'>, rule: Rule, note: string): RuleResult => ({
  ...blankResult(source, rule),
  status: 'error',
  note,
});

/** What the source's columns alone say. */
export function columnsResult(source: Table, rule: Rule): RuleResult | null {
  const found = rule.measure.by === 'columns' ? rule.measure.judge(source.columns) : null;
  if (found === null) return null;
  const { broken, problem, unjudged, ...judged } = found;
  if (problem !== undefined) return errorResult(source, rule, problem);
  if (unjudged !== undefined) return { ...blankResult(source, rule), status: 'info', note: unjudged, unjudged: true };
  return { ...blankResult(source, rule), ...judged, status: broken ? rule.severity : 'pass' };
}

/** What two counts say. Nothing looked at, though rows were asked for, proves nothing. */
export function countResult(source: Table, rule: Rule, failing: number, of: number): RuleResult {
  const counted = { ...blankResult(source, rule), failing, of };
  if (!('limit' in rule.measure)) throw new Error(`${rule.id} is no count`);
  return { ...counted, status: accepts(rule.measure.limit, failing, of) ? 'pass' : rule.severity };
}

/** What one number says; without a value there is nothing that could lie in the interval. */
export function valueResult(source: Table, rule: Rule, got: number | bigint | null): RuleResult {
  const known = blankResult(source, rule);
  if (rule.measure.by !== 'value') throw new Error(`${rule.id} is no value`);
  if (got === null || Number.isNaN(got))
    return { ...known, status: rule.severity, note: 'there is no value to measure' };
  if (!Number.isFinite(Number(got))) return errorResult(source, rule, 'the number is larger than every double');
  const number = rule.measure.isSummed && typeof got === 'number' ? steady(got) : got;
  return { ...known, got: Number(number), status: contains(rule.measure.interval, number) ? 'pass' : rule.severity };
}

/** Digits of a sum of doubles that no order of its additions changes: 10^10 of them lose less than four of sixteen. */
const STEADY_DIGITS = 12;

/** A whole number is exact, or no double could tell. */
const steady = (got: number): number => (Number.isInteger(got) ? got : Number(got.toPrecision(STEADY_DIGITS)));

/** A condition that no row fulfils: every count over it is 0, and would pass. */
export const noRowsResult = (source: Table, rule: Rule): RuleResult => ({
  ...blankResult(source, rule),
  of: 0,
  status: rule.severity,
  note: 'no row fulfils its `where`',
});
