import { InputError, inputProblem, problemText } from '@ml-actions/core/error';
import type { Holdout } from './holdout-shape.ts';
import { type Check, type CheckContext, readChecks } from './policy-check.ts';
import { schemaProblems } from './policy-problem.ts';
import {
  type Budget,
  type Fairness,
  type Importance,
  type Robustness,
  readBudgets,
  readFairness,
  readImportance,
  readRobustness,
  readSlices,
  type Seeds,
  type Slices,
} from './policy-scope.ts';
import { type PolicyShape, policySchema, type tasks } from './policy-shape.ts';

export type { Check, Demand, Kind, Rule, Severity } from './policy-check.ts';
export { policySchema } from './policy-shape.ts';

export type Task = (typeof tasks)[number];
export type Waiver = NonNullable<PolicyShape['waivers']>[number];
export type Score = Exclude<NonNullable<PolicyShape['logic']>, string>['score'];
export type Fit = Exclude<NonNullable<PolicyShape['threshold']>, number>;

export interface Policy {
  readonly task: Task | null;
  readonly labels: readonly string[] | null;
  readonly positive: string | null;
  readonly threshold: number | Fit | null;
  readonly when: {
    readonly inconclusive: 'inconclusive' | 'warn' | 'fail';
    readonly noBaseline: 'warn' | 'fail';
    readonly missing: 'error' | 'fail' | 'warn';
    readonly nan: 'error' | 'fail';
    readonly undefined: 'error' | 'fail' | 'warn';
    readonly baselineLookupError: 'error' | 'fail';
  };
  readonly stats: {
    readonly alpha: number;
    readonly minN: number;
    readonly multiplicity: 'holm' | 'none';
    /** `auto`: a closed form where one exists */
    readonly interval: 'auto' | 'bootstrap';
    readonly resamples: number;
    readonly seed: number;
  };
  readonly logic: 'all' | 'any' | Score;
  /** which rows two test sets must share */
  readonly align: 'exact' | 'intersection';
  readonly checks: readonly Check[];
  readonly anchorChecks: readonly Check[];
  readonly slices: Slices | null;
  readonly fairness: readonly Fairness[];
  readonly budgets: readonly Budget[];
  readonly seeds: Seeds | null;
  readonly robustness: Robustness | null;
  readonly importance: Importance | null;
  /** how often and how closely people may look at the test set; null: nobody counts */
  readonly holdout: Holdout | null;
  readonly waivers: readonly Waiver[];
}

/** One-sided error rate of a block and confidence of a pass. */
export const DEFAULT_ALPHA = 0.05;
/** Fewer pairs than this decide nothing statistically. */
export const DEFAULT_MIN_N = 50;
/** Draws of a bootstrap interval: research 2.3. */
const DEFAULT_RESAMPLES = 2000;
/** Pinned, so that every runner draws the same rows: research 2.3. */
const DEFAULT_SEED = 20240611;

/**
 * Validates a policy given as parsed mapping; defaults are filled in, directions inferred.
 *
 * @param raw  the parsed YAML or JSON
 * @param name the policy as messages name it
 * @throws InputError with every problem, one per line: unknown keys with the nearest known one, wrong types, a
 *   comparison whose direction the name does not tell, no checks at all
 */
export function parsePolicy(raw: unknown, name: string): Policy {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw inputProblem({ where: name, what: 'is not a policy', expected: 'a mapping with `checks`' });
  }
  const parsed = policySchema.safeParse(raw);
  const problems = prototypeProblems(raw, name);
  if (!parsed.success) problems.push(...schemaProblems(parsed.error.issues, raw, name));
  if (problems.length > 0 || !parsed.success) throw new InputError(problems.join('\n'));
  const policy = withDefaults(parsed.data, name, problems);
  if (policy.checks.length === 0)
    problems.push(
      problemText({
        where: name,
        what: '`checks` is empty',
        next: 'Add a check, or remove the policy to report only.',
      }),
    );
  if (problems.length > 0) throw new InputError(problems.join('\n'));
  return policy;
}

/** zod leaves `__proto__` out of a record, which would drop the check without a word. */
function prototypeProblems(value: unknown, name: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Object.hasOwn(value, '__proto__')) return [problemText({ where: name, what: 'the key "__proto__" is refused' })];
  return Object.values(value).flatMap((part) => prototypeProblems(part, name));
}

function withDefaults({ when = {}, stats = {}, ...shape }: PolicyShape, name: string, problems: string[]): Policy {
  const context = (key: string): CheckContext => ({
    rule: shape.defaults?.rule ?? null,
    severity: shape.defaults?.severity ?? 'block',
    where: `${name}: ${key}`,
    problems,
  });
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
      interval: stats.interval ?? 'auto',
      resamples: stats.resamples ?? DEFAULT_RESAMPLES,
      seed: stats.seed ?? DEFAULT_SEED,
    },
    logic: typeof shape.logic === 'object' ? shape.logic.score : (shape.logic ?? 'all'),
    align: shape.align ?? 'exact',
    checks: readChecks(shape.checks, context('checks')),
    anchorChecks: readChecks(shape.anchor_checks ?? {}, context('anchor_checks')),
    slices: shape.slices ? readSlices(shape.slices, context('slices.checks')) : null,
    fairness: readFairness(shape.fairness, context('fairness')),
    budgets: readBudgets(shape.budgets ?? {}, context('budgets')),
    seeds: shape.seeds ?? null,
    robustness: shape.robustness ? readRobustness(shape.robustness) : null,
    importance: shape.importance ? readImportance(shape.importance) : null,
    holdout: shape.holdout ?? null,
    waivers: shape.waivers ?? [],
  };
}
