import { canonical } from './catalogue.ts';
import { closedForm, type PairedChange, resampledChange } from './change.ts';
import { estimatorOf } from './estimate.ts';
import type { Check, Policy } from './policy.ts';
import { repeatedChange } from './repeated.ts';
import type { Resampled, ResampleJob } from './resample.ts';
import type { RowOrder } from './row-order.ts';
import { checkName, type Scope } from './scope.ts';
import { isScores, valueOf } from './side.ts';

/** A check in its scope. */
export interface Question {
  readonly scope: Scope;
  readonly check: Check;
  /** the whole name, as waivers say it */
  readonly name: string;
}

/** What is known about the change that a question asks for, or how to find out. */
export type Evidence =
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'change'; readonly change: PairedChange }
  | { readonly kind: 'resample'; readonly job: ResampleJob; readonly read: (drawn: Resampled) => PairedChange };

export const questionsOf = (scopes: readonly Scope[]): Question[] =>
  scopes.flatMap((scope) => scope.checks.map((check) => ({ scope, check, name: checkName(scope, check.metric) })));

/**
 * A closed form where one exists, repeated measurements where the sides report them, a bootstrap otherwise. `order` puts
 * rows into one order whatever the file's, so that the same draws mean the same rows.
 */
export function evidenceFor({ scope, check }: Question, { stats }: Policy, order: RowOrder): Evidence {
  if (check.demand === null || scope.unmeasurable || scope.obstacle) return none('nothing is compared');
  const [candidate, baseline] = [scope.candidate.encoded, scope.baseline?.encoded];
  const metric = canonical(check.metric);
  if (!scope.paired || !candidate || !baseline || !estimatorOf(metric, candidate)) return repeats(check, scope);
  const closed = stats.interval === 'auto' ? closedForm(metric, baseline, candidate) : null;
  if (closed) return { kind: 'change', change: closed };
  if (check.demand.rule === 'point' || !estimatorOf(metric, baseline)) return none(`${metric} has no closed form`);
  const job: ResampleJob = {
    metric,
    baseline: order(baseline, scope),
    candidate: order(candidate, scope),
    resamples: stats.resamples,
    seed: stats.seed,
    unit: candidate.cluster ? 'cluster' : 'row',
  };
  return { kind: 'resample', job, read: (drawn) => resampledChange(drawn, unitsOf(job)) };
}

const none = (reason: string): Evidence => ({ kind: 'none', reason });

function unitsOf({ candidate, unit }: ResampleJob): { n: number; unit: string } {
  return unit === 'cluster' && candidate.cluster
    ? { n: new Set(candidate.cluster).size, unit: 'clusters' }
    : { n: candidate.truth.length, unit: 'rows' };
}

function repeats({ metric }: Check, scope: Scope): Evidence {
  const [after, before] = [valueOf(scope.candidate, metric), scope.baseline && valueOf(scope.baseline, metric)];
  if (!isScores(after) || !isScores(before)) return none(scope.unpaired);
  return { kind: 'change', change: repeatedChange(before.scores, after.scores, scope.repeats) };
}
