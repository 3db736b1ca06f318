import type { Spot } from '../../contract/reading.ts';
import type { Draft, Modifiers } from '../draft.ts';
import { type Entries, plain } from '../values.ts';
import { isPresent } from '../words.ts';
import { invalid } from './invalid.ts';
import { CHECKS, FORMAT, FRESHNESS, THRESHOLD } from './keys.ts';
import { type Threshold, thresholdsOf } from './threshold.ts';

/** A check with one of its thresholds. */
export interface Check {
  readonly draft: Draft;
  readonly rule: string;
  readonly keys: Entries;
  /** undefined: a check of the dataset */
  readonly column: string | undefined;
  readonly modifiers: Modifiers;
  /** undefined where none is stated */
  readonly threshold: Threshold | undefined;
}

/** A check of a column or of the dataset; with two thresholds it is asked twice. */
export function check(
  draft: Draft,
  { rule, at }: { readonly rule: string; readonly at: Spot },
  column: string | undefined,
  filter: string | undefined,
): void {
  const vocabulary = Object.hasOwn(CHECKS, rule) ? CHECKS[rule] : undefined;
  if (rule === 'metric') draft.refuse(at, rule, 'write `sql` in a native contract', column);
  else if (!vocabulary) draft.unknown(at, rule, Object.keys(CHECKS), column);
  else if (hasVariable(plain(draft.reading, at)))
    draft.refuse(at, rule, 'its variable is filled in when Soda runs', column);
  else {
    const keys = draft.open(at, vocabulary, column);
    const own = vocabulary.read.includes('filter') ? keys.text('filter') : undefined;
    const filters = [filter, own].filter((each) => each !== undefined);
    const where = filters.length > 0 ? { where: both(filters) } : {};
    const thresholds = thresholdsOf(draft, keys, rule === 'freshness' ? FRESHNESS : THRESHOLD, column);
    for (const threshold of thresholds.length > 0 ? thresholds : [undefined]) {
      const severity = threshold?.severity === 'warn' ? { severity: threshold.severity } : {};
      TRANSLATE[rule]?.({ draft, rule, keys, column, threshold, modifiers: { ...severity, ...where } });
    }
  }
}

const both = (filters: readonly string[]): string =>
  filters.length === 1 ? (filters[0] ?? '') : filters.map((each) => `(${each})`).join(' AND ');

/** `${var.x}` anywhere in a check. */
const hasVariable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.values(value).some(hasVariable) : String(value).includes('${');

const refuse = ({ draft, keys, rule, column }: Check, why: string): void => draft.refuse(keys.spot, rule, why, column);

/** The limit on what fails, 0 where no threshold is stated. */
export function limited(of: Check, then: (failing: string | number) => void): void {
  const failing = of.threshold ? of.threshold.failing : 0;
  if (failing === undefined) refuse(of, 'its threshold is no limit from 0 upwards');
  else then(failing);
}

const TRANSLATE: Readonly<Record<string, (of: Check) => void>> = {
  missing: (of) => limited(of, (failing) => missing(of, failing)),
  invalid: (of) => limited(of, (failing) => invalid(of, failing)),
  duplicate: (of) =>
    limited(of, (failing) => {
      const { draft, keys, column, modifiers } = of;
      if (column !== undefined) draft.rule(column, { unique: failing }, modifiers, keys.line);
      else draft.check('unique', { columns: keys.texts('columns'), failing, ...modifiers }, keys.line);
    }),
  aggregate,
  failed_rows: (of) => limited(of, (failing) => failedRows(of, failing)),
  schema: (of) => {
    const { draft, keys, modifiers, threshold } = of;
    if (threshold?.failing !== undefined || threshold?.intervals) refuse(of, 'its threshold takes a `level` alone');
    else if (!keys.boolean('allow_extra_columns')) draft.top('extra_columns', modifiers.severity ?? 'fail', keys.line);
  },
  row_count: (of) => {
    const { draft, keys, modifiers, threshold } = of;
    const intervals = threshold ? threshold.intervals : ['>= 1'];
    if (!intervals) refuse(of, 'its threshold is no interval');
    for (const between of intervals ?? []) draft.check('rows', { between, ...modifiers }, keys.line);
  },
  freshness,
};

/** Values that stand for a missing one are named by the check itself. */
function missing({ draft, keys, column = '', modifiers }: Check, failing: string | number): void {
  const pattern = draft.below(keys, 'missing_format', FORMAT, column)?.text('regex');
  const values = keys.list('missing_values');
  if (pattern === undefined && values.length === 0) draft.rule(column, { nulls: failing }, modifiers, keys.line);
  else {
    const sql = isPresent(column, values, pattern);
    draft.check('expr', { name: `${column} is there`, sql, failing, ...modifiers }, keys.line);
  }
}

/** Functions of `aggregate` that have a native key. */
export const AGGREGATES: Readonly<Record<string, string>> = {
  avg: 'mean',
  sum: 'sum',
  min: 'min_value',
  max: 'max_value',
};

function aggregate(of: Check): void {
  const { draft, keys, column = '', modifiers, threshold } = of;
  const native = AGGREGATES[(keys.text('function') ?? '').toLowerCase()];
  if (native === undefined || !threshold?.intervals) refuse(of, 'no native rule for its function or threshold');
  else for (const interval of threshold.intervals) draft.rule(column, { [native]: interval }, modifiers, keys.line);
}

/** The expression or query describes rows that fail. */
function failedRows(of: Check, failing: string | number): void {
  const { draft, keys, modifiers, rule } = of;
  const [expression, query, name] = [
    keys.text('expression'),
    keys.text('query'),
    keys.text('name') ?? `${rule} ${keys.line}`,
  ];
  if (expression !== undefined)
    draft.check('expr', { name, sql: `NOT coalesce((${expression}), false)`, failing, ...modifiers }, keys.line);
  else if (String(failing).endsWith('%')) refuse(of, 'the share of a query has no native rule');
  else draft.check('sql', { name, query, rows: failing, ...modifiers }, keys.line);
}

function freshness(of: Check): void {
  const { draft, keys, modifiers, threshold } = of;
  const unit = { minute: 'm', hour: 'h', day: 'd' }[keys.below('threshold')?.text('unit') ?? 'hour'];
  const [, age] = /^<=? (\d+)$/.exec(String(threshold?.intervals?.[0])) ?? [];
  if (unit === undefined || age === undefined) refuse(of, 'its threshold is no longest age');
  else draft.check('fresh', { column: keys.text('column'), within: `${age}${unit}`, ...modifiers }, keys.line);
}
