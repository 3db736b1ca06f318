import { InputError, inputProblem, problemText } from '@ml-actions/core/error';
import type { Allowance } from './allowance.ts';
import { type Direction, inferDirection } from './direction.ts';
import { laterProblems, schemaProblems } from './policy-problem.ts';
import { type CheckShape, type PolicyShape, policySchema, type rules, type tasks } from './policy-shape.ts';

export { policySchema } from './policy-shape.ts';

export type Rule = (typeof rules)[number];
export type Task = (typeof tasks)[number];
export type Severity = 'block' | 'warn';
export type Kind = 'max_regression' | 'min_improvement' | 'equal_within';

/** What a check asks of the change against the baseline. */
export interface Demand {
  readonly kind: Kind;
  /** null: the check states no number and the rule's default applies */
  readonly allowance: Allowance | null;
  /** null: `guard` where predictions are paired and a test exists, else `point` */
  readonly rule: Rule | null;
}

export interface Check {
  readonly metric: string;
  readonly min: number | null;
  readonly max: number | null;
  /** which end of the candidate's interval must satisfy the bounds; null: the value itself */
  readonly bound: 'upper' | 'lower' | null;
  readonly demand: Demand | null;
  readonly direction: Direction;
  readonly severity: Severity;
  readonly optional: boolean;
}

export interface Policy {
  readonly task: Task | null;
  readonly labels: readonly string[] | null;
  readonly positive: string | null;
  readonly threshold: number | null;
  readonly when: {
    readonly inconclusive: 'inconclusive' | 'warn' | 'fail';
    readonly noBaseline: 'warn' | 'fail';
    readonly missing: 'error' | 'fail' | 'warn';
    readonly nan: 'error' | 'fail';
    readonly undefined: 'error' | 'fail' | 'warn';
    readonly baselineLookupError: 'error' | 'fail';
  };
  readonly stats: { readonly alpha: number; readonly minN: number; readonly multiplicity: 'holm' | 'none' };
  readonly logic: 'all' | 'any';
  readonly checks: readonly Check[];
}

/** One-sided error rate of a block and confidence of a pass. */
export const DEFAULT_ALPHA = 0.05;
/** Fewer pairs than this decide nothing statistically. */
export const DEFAULT_MIN_N = 50;

/** Which rules can judge which demand. */
const RULES: Readonly<Record<Kind, readonly Rule[]>> = {
  max_regression: ['guard', 'prove', 'point'],
  min_improvement: ['improve', 'point'],
  equal_within: ['prove', 'point'],
};

/**
 * Validates a policy given as parsed mapping; defaults are filled in, directions inferred.
 *
 * @param raw  the parsed YAML or JSON
 * @param name the policy as messages name it
 * @throws InputError with every problem, one per line: unknown keys with the nearest known one, wrong types, keys
 *   whose behaviour is not available yet, a comparison whose direction the name does not tell, no checks at all
 */
export function parsePolicy(raw: unknown, name: string): Policy {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw inputProblem({ where: name, what: 'is not a policy', expected: 'a mapping with `checks`' });
  }
  const parsed = policySchema.safeParse(raw);
  const problems = [...laterProblems(raw as Record<string, unknown>, name), ...prototypeProblems(raw, name)];
  if (!parsed.success) problems.push(...schemaProblems(parsed.error.issues, raw, name));
  if (problems.length > 0 || !parsed.success) throw new InputError(problems.join('\n'));
  const checks = Object.entries(parsed.data.checks).map(([metric, shape]) =>
    readCheck(metric, shape, parsed.data, name, problems),
  );
  if (checks.length === 0)
    problems.push(
      problemText({
        where: name,
        what: '`checks` is empty',
        next: 'Add a check, or remove the policy to report only.',
      }),
    );
  if (problems.length > 0) throw new InputError(problems.join('\n'));
  return withDefaults(parsed.data, checks);
}

/** zod leaves `__proto__` out of a record, which would drop the check without a word. */
function prototypeProblems(raw: object, name: string): string[] {
  const holders = [raw, ...Object.values(raw).filter((value) => typeof value === 'object' && value !== null)];
  return holders.some((value) => Object.hasOwn(value, '__proto__'))
    ? [problemText({ where: name, what: 'the key "__proto__" is refused' })]
    : [];
}

function withDefaults({ when = {}, stats = {}, ...shape }: PolicyShape, checks: readonly Check[]): Policy {
  return {
    task: shape.task ?? null,
    labels: shape.labels ?? null,
    positive: shape.positive ?? null,
    threshold: shape.threshold ?? null,
    when: {
      inconclusive: when.inconclusive ?? 'inconclusive',
      noBaseline: when.no_baseline ?? 'warn',
      missing: when.missing ?? 'error',
      nan: when.nan ?? 'error',
      undefined: when.undefined ?? 'error',
      baselineLookupError: when.baseline_lookup_error ?? 'error',
    },
    stats: {
      alpha: stats.alpha ?? DEFAULT_ALPHA,
      minN: stats.min_n ?? DEFAULT_MIN_N,
      multiplicity: stats.multiplicity ?? 'holm',
    },
    logic: shape.logic ?? 'all',
    checks,
  };
}

function readCheck(metric: string, shape: CheckShape, policy: PolicyShape, name: string, problems: string[]): Check {
  const where = `${name}: checks.${metric}`;
  const complain = (what: string, next: string) => problems.push(problemText({ where, what, next }));
  const demand = readDemand(shape, policy.defaults?.rule ?? null, complain);
  if (shape.min !== undefined && shape.max !== undefined && shape.min > shape.max)
    complain('`min` is above `max`', 'Nothing can pass.');
  if (shape.bound && shape.min === undefined && shape.max === undefined)
    complain('`bound` needs `min` or `max`', 'Add one.');
  return {
    metric,
    min: shape.min ?? null,
    max: shape.max ?? null,
    bound: shape.bound ?? null,
    demand,
    direction: shape.direction ?? readDirection(metric, demand, complain),
    severity: shape.severity ?? policy.defaults?.severity ?? 'block',
    optional: shape.optional ?? false,
  };
}

type Complain = (what: string, next: string) => void;

function readDemand(shape: CheckShape, defaultRule: Rule | null, complain: Complain): Demand | null {
  const kinds = (Object.keys(RULES) as Kind[]).filter((kind) => shape[kind] !== undefined);
  const bounded = shape.min !== undefined || shape.max !== undefined;
  if (kinds.length === 0 && bounded && shape.rule === undefined) return null;
  if (kinds.length > 1) complain(`${kinds.join(' and ')} contradict each other`, 'Keep one.');
  const kind = kinds[0] ?? (shape.rule === 'improve' ? 'min_improvement' : 'max_regression');
  if (shape.direction === 'none' && kind !== 'equal_within')
    complain(`${kind} needs a direction`, 'Use equal_within, or say higher or lower.');
  if (shape.rule && !RULES[kind].includes(shape.rule))
    complain(`the rule ${shape.rule} cannot judge ${kind}`, `Use ${RULES[kind].join(' or ')}.`);
  return {
    kind,
    allowance: shape[kind] ?? (shape.rule === 'improve' ? { abs: 0 } : null),
    rule: shape.rule ?? inherited(kind, defaultRule),
  };
}

/** `defaults.rule` where it can judge the demand. `guard` is what happens anyway and binds nobody to predictions. */
function inherited(kind: Kind, rule: Rule | null): Rule | null {
  if (rule !== null && rule !== 'guard' && RULES[kind].includes(rule)) return rule;
  return kind === 'max_regression' ? null : 'point';
}

function readDirection(metric: string, demand: Demand | null, complain: Complain): Direction {
  const inferred = inferDirection(metric);
  if (inferred === 'higher' || inferred === 'lower') return inferred;
  if (demand !== null && demand.kind !== 'equal_within') {
    const what =
      inferred === 'informational'
        ? 'the name tells a figure without better or worse'
        : 'the name does not tell which way is better';
    complain(what, 'Add `direction: higher` or `direction: lower`.');
  }
  return 'none';
}
