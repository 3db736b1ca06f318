import { problemText } from '@ml-actions/core/error';
import type { Allowance } from './allowance.ts';
import type { CheckShape, rules, severities } from './check-shape.ts';
import { type Direction, inferDirection } from './direction.ts';

export type Rule = (typeof rules)[number];
export type Severity = (typeof severities)[number];
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
  /** decides by itself, whatever `logic` says */
  readonly critical: boolean;
}

/** Which rules can judge which demand. */
const RULES: Readonly<Record<Kind, readonly Rule[]>> = {
  max_regression: ['guard', 'prove', 'point'],
  min_improvement: ['improve', 'point'],
  equal_within: ['prove', 'point'],
};

/** What a policy says for every check, and where its problems go. */
export interface CheckContext {
  readonly rule: Rule | null;
  readonly severity: Severity;
  /** where the check stands, for messages: `policy: slices.checks` */
  readonly where: string;
  readonly problems: string[];
  /** which way is better where the family of checks knows it and the name does not tell */
  readonly direction?: (metric: string) => Direction | null;
}

/** The checks of a mapping, defaults filled in, directions inferred; what is wrong goes to `problems`. */
export const readChecks = (shapes: Readonly<Record<string, CheckShape>>, context: CheckContext): Check[] =>
  Object.entries(shapes).map(([metric, shape]) => readCheck(metric, shape, context));

function readCheck(metric: string, shape: CheckShape, context: CheckContext): Check {
  const where = `${context.where}.${metric}`;
  const complain = (what: string, next: string) => context.problems.push(problemText({ where, what, next }));
  const demand = readDemand(shape, context.rule, complain);
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
    direction: shape.direction ?? context.direction?.(metric) ?? readDirection(metric, demand, complain),
    severity: shape.severity ?? context.severity,
    optional: shape.optional ?? false,
    critical: shape.critical ?? false,
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
