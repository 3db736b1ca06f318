import { problemText } from '@ml-actions/core/error';
import { type Check, type CheckContext, readChecks, type Severity } from './policy-check.ts';
import type { PolicyShape } from './policy-shape.ts';

type Shape<K extends keyof PolicyShape> = NonNullable<PolicyShape[K]>;

export interface Slices {
  /** each entry: the columns that are crossed */
  readonly by: readonly (readonly string[])[];
  readonly bins: Readonly<Record<string, readonly number[]>>;
  readonly minN: number;
  readonly minPositives: number;
  readonly checks: readonly Check[];
  readonly discover: Shape<'slices'>['discover'] | null;
}

export interface Fairness {
  readonly attribute: string;
  readonly minN: number;
  readonly minPositives: number;
  readonly checks: readonly Check[];
}

export interface Budget {
  readonly check: Check;
  /** fewest measurements per side; null: one is enough */
  readonly runs: number | null;
  /** measurements of both sides took turns and are paired by place */
  readonly interleaved: boolean;
}

export type Seeds = Shape<'seeds'>;

export interface Robustness {
  /** name -> predictions file of the candidate on perturbed rows */
  readonly suites: Readonly<Record<string, string>>;
  readonly maxDrop: number;
  readonly severity: Severity;
}

export interface Importance {
  readonly file: string;
  readonly checks: readonly Check[];
}

export function readSlices(shape: Shape<'slices'>, context: CheckContext): Slices {
  const { by, bins, checks, discover } = shape;
  const read = readChecks(checks, context);
  const where = context.where.replace(/\.checks$/, '');
  const complain = (what: string, next: string) => context.problems.push(problemText({ where, what, next }));
  if (by.length > 0 && read.length === 0)
    complain('`by` names slices and `checks` asks nothing of them', 'Add checks.');
  if (by.length === 0 && read.length > 0) complain('`checks` has no slices', 'Name columns in `by`.');
  if (by.length === 0 && !discover?.columns)
    complain('there is nothing to do', 'Name columns in `by`, or in `discover.columns`.');
  const columns = by.map((entry) => (typeof entry === 'string' ? [entry] : entry));
  const used = [...columns.flat(), ...(discover?.columns ?? [])];
  const unused = Object.keys(bins).filter((column) => !used.includes(column));
  for (const column of unused) complain(`bins.${column} cuts a column that no slice uses`, 'Name it in `by`.');
  return {
    by: columns,
    bins: Object.fromEntries(Object.entries(bins).map(([column, edges]) => [column, [...edges].sort((a, b) => a - b)])),
    minN: shape.min_n,
    minPositives: shape.min_positives,
    checks: read,
    discover: discover ?? null,
  };
}

/** A gap between groups is better small, a ratio better large. */
const gapDirection = (metric: string) =>
  metric.endsWith('_ratio') ? 'higher' : metric.endsWith('_difference') ? 'lower' : null;

export function readFairness(shape: PolicyShape['fairness'], context: CheckContext): Fairness[] {
  const all = shape === undefined ? [] : Array.isArray(shape) ? shape : [shape];
  return all.map(({ attribute, min_n, min_positives, checks }) => {
    const where = `${context.where}.checks`;
    for (const metric of Object.keys(checks).filter((name) => gapDirection(name) === null))
      context.problems.push(
        problemText({
          where: `${where}.${metric}`,
          what: 'is no gap between groups',
          expected: 'a name that ends in _difference or _ratio: dp, eopp, eo or a metric',
        }),
      );
    return {
      attribute,
      minN: min_n,
      minPositives: min_positives,
      checks: readChecks(checks, { ...context, where, direction: (metric) => gapDirection(metric) ?? 'none' }),
    };
  });
}

export const readBudgets = (shapes: Shape<'budgets'>, context: CheckContext): Budget[] =>
  Object.entries(shapes).map(([metric, shape]) => readBudget(metric, shape, context));

function readBudget(metric: string, shape: Shape<'budgets'>[string], context: CheckContext): Budget {
  const where = `${context.where}.${metric}`;
  const complain = (what: string, next: string) => context.problems.push(problemText({ where, what, next }));
  const upper = shape.max !== undefined || shape.max_ratio !== undefined;
  const lower = shape.min !== undefined || shape.min_ratio !== undefined;
  if (!upper && !lower) complain('has no limit', 'Add max, max_ratio, min or min_ratio.');
  if (upper && lower) complain('max and min contradict each other', 'A budget has one good direction.');
  const ratio = shape.max_ratio ?? shape.min_ratio;
  const allowance = ratio === undefined ? null : { rel: Math.abs(ratio - 1) };
  return {
    runs: shape.runs ?? null,
    interleaved: shape.interleave ?? false,
    check: {
      metric,
      min: shape.min ?? null,
      max: shape.max ?? null,
      bound: null,
      demand: allowance && { kind: 'max_regression', allowance, rule: null },
      direction: lower ? 'higher' : 'lower',
      severity: shape.severity ?? context.severity,
      optional: shape.optional ?? false,
      critical: false,
    },
  };
}

export const readRobustness = ({ suites, max_drop_vs_clean, severity }: Shape<'robustness'>): Robustness => ({
  suites,
  maxDrop: max_drop_vs_clean,
  severity: severity ?? 'warn',
});

/** How far the ranking of features may move; a shift is a warning unless the policy says otherwise. */
export function readImportance(shape: Shape<'importance'>): Importance {
  const bound = (metric: string, limits: Pick<Check, 'min' | 'max'>): Check => ({
    metric,
    ...limits,
    bound: null,
    demand: null,
    direction: limits.max === null ? 'higher' : 'lower',
    severity: shape.severity ?? 'warn',
    optional: false,
    critical: false,
  });
  return {
    file: shape.file,
    checks: [
      bound('total_variation', { min: null, max: shape.max_total_variation ?? null }),
      bound('top10_jaccard', { min: shape.min_top10_jaccard ?? null, max: null }),
    ].filter(({ min, max }) => min !== null || max !== null),
  };
}

/** The columns of the predictions that a policy looks at besides truth and prediction. */
export const attributesOf = ({
  slices,
  fairness,
}: {
  readonly slices: Slices | null;
  readonly fairness: readonly Fairness[];
}): string[] => [
  ...new Set([
    ...(slices?.by.flat() ?? []),
    ...(slices?.discover?.columns ?? []),
    ...fairness.map(({ attribute }) => attribute),
  ]),
];
