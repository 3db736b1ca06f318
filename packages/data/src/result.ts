import { quoted } from '@ml-actions/core/path/inside';
import { nearest } from '@ml-actions/core/runner/nearest';
import { accepts, limitText, type Rule, type RuleOf, type Severity } from './rule.ts';
import type { Source } from './source.ts';

export type Status = 'pass' | 'warn' | 'fail' | 'error';

/** What became of one rule on one source. Counts, names and limits of the contract only: never a cell value. */
export interface RuleResult {
  readonly source: string;
  readonly id: string;
  readonly kind: Rule['kind'];
  readonly column: string | null;
  readonly severity: Severity;
  readonly status: Status;
  /** rows or values that break the rule, and those looked at; null where the rule is not a count */
  readonly failing: number | null;
  readonly of: number | null;
  /** what is accepted: `<= 1%`, `1..1000 rows` */
  readonly limit: string;
  /** 1-based line of the rule in the contract */
  readonly line: number;
  /** why it could not be evaluated, or which columns it is about */
  readonly note?: string;
}

/** Names listed in a note; the rest is counted. */
const NAMED_COLUMNS = 10;

export const errorResult = (source: Source, rule: Rule, note: string): RuleResult => ({
  ...blank(source, rule),
  status: 'error',
  note,
});

const blank = (source: Source, rule: Rule): Omit<RuleResult, 'status'> => ({
  source: source.name,
  id: rule.id,
  kind: rule.kind,
  column: rule.column,
  severity: rule.severity,
  failing: null,
  of: null,
  limit: rule.kind === 'rows' ? rowsText(rule) : 'limit' in rule ? limitText(rule.limit) : 'none',
  line: rule.line,
});

const rowsText = ({ min, max }: RuleOf<'rows'>): string =>
  Number.isFinite(max) ? `${min}..${max} rows` : `at least ${min} row${min === 1 ? '' : 's'}`;

/** `present` and `extra-columns` need no scan. */
export function schemaResult(source: Source, rule: RuleOf<'present' | 'extra-columns'>): RuleResult {
  const names = source.columns.map(({ name }) => name);
  if (rule.kind === 'extra-columns') {
    const extra = names.filter((name) => !rule.known.includes(name));
    const status = extra.length > 0 ? rule.severity : 'pass';
    const listed = extra.slice(0, NAMED_COLUMNS).map(quoted).join(', ');
    return {
      ...blank(source, rule),
      failing: extra.length,
      of: names.length,
      status,
      ...(listed && { note: `not in the contract: ${listed}` }),
    };
  }
  if (rule.column !== null && names.includes(rule.column)) return { ...blank(source, rule), status: 'pass' };
  const near = nearest(rule.column ?? '', names);
  return {
    ...blank(source, rule),
    status: rule.severity,
    note: `the column is missing${near ? `; the data has ${quoted(near)}` : ''}`,
  };
}

/** The status that two counts deserve. */
export function judged(
  source: Source,
  rule: Exclude<Rule, { kind: 'present' | 'extra-columns' }>,
  failing: number,
  of: number,
): RuleResult {
  if (rule.kind === 'rows') {
    const fits = of >= rule.min && of <= rule.max;
    return { ...blank(source, rule), of, status: fits ? 'pass' : rule.severity };
  }
  return { ...blank(source, rule), failing, of, status: accepts(rule.limit, failing, of) ? 'pass' : rule.severity };
}
