import { holm } from '@ml-actions/stats/multiplicity';
import { shown, shownChange } from './format.ts';
import type { Policy } from './policy.ts';
import type { Decision, Evidence } from './rule/evidence.ts';
import { guard } from './rule/guard.ts';
import { improve } from './rule/improve.ts';
import { point } from './rule/point.ts';
import { prove, proveEqual } from './rule/prove.ts';
import type { Outcome } from './status.ts';
import { changeText, orientedInterval, type Trial } from './trial.ts';

/** p-values of all trials, Holm-adjusted over the guards that can block, as they are for the rest. */
export function adjustedPValues(trials: readonly Trial[], { stats }: Policy): (number | null)[] {
  const family = trials.filter((trial) => isBlockingGuard(trial) && isLargeEnough(trial, stats.minN));
  const adjusted = stats.multiplicity === 'holm' ? holm(family.map(({ p }) => p ?? 1)) : [];
  return trials.map((trial) => adjusted[family.indexOf(trial)] ?? trial.p);
}

const isBlockingGuard = ({ rule, check, p }: Trial): boolean =>
  rule === 'guard' && check.severity === 'block' && p !== null;
const isLargeEnough = ({ paired }: Trial, minN: number): boolean => paired !== null && paired.n >= minN;

/** Decides one comparison under its rule. */
export function decide(trial: Trial, p: number | null, { stats }: Policy): Outcome {
  const { rule, paired } = trial;
  if (rule === 'point' || paired === null)
    return decideByPoint(trial, paired ? 'point' : 'point, no interval without paired predictions');
  if (trial.identical && rule !== 'improve') return decideByPoint(trial, 'all predictions are identical');
  if (!isLargeEnough(trial, stats.minN)) {
    return {
      status: 'inconclusive',
      reason: `${changeText(trial)}: ${paired.n} paired rows decide nothing, min_n is ${stats.minN}`,
    };
  }
  const interval = orientedInterval(trial);
  if (interval === null && rule === 'improve')
    return { status: 'inconclusive', reason: `${changeText(trial)}: the rows do not vary, so nothing is proven` };
  if (interval === null) return decideByPoint(trial, 'the rows do not vary, so there is no test: decided by point');
  const evidence = { ...trial, ...interval };
  return explain(trial, byRule(trial, evidence, p ?? 1, stats.alpha), p);
}

function byRule({ rule, demand }: Trial, evidence: Evidence, p: number, alpha: number): Decision {
  if (rule === 'guard') return guard(evidence, p, alpha);
  if (rule === 'improve') return improve(evidence);
  return demand.kind === 'equal_within' ? proveEqual(evidence) : prove(evidence);
}

function decideByPoint(trial: Trial, why: string): Outcome {
  const status = point(trial.demand.kind, trial);
  return { status, reason: `${changeText(trial)}, allowed ${trial.allowed} (${why})` };
}

function explain(trial: Trial, status: Decision, p: number | null): Outcome {
  const tested = p !== null && trial.rule === 'guard' ? `, one-sided p = ${shown(p, 3)}` : '';
  const reason = `${changeText(trial)}, allowed ${trial.allowed} (${trial.rule}: ${trial.paired?.method}${tested})`;
  if (status !== 'inconclusive') return { status, reason };
  const sight =
    trial.detectable === null
      ? ''
      : `; ${trial.paired?.n} rows can see ${shownChange(trial.detectable, trial.proportion, { sign: false })}`;
  return { status, reason: `cannot tell: ${reason}${sight}` };
}
