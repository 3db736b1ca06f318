import { countText } from '@ml-actions/core/report/count-text';
import { holm } from '@ml-actions/stats/multiplicity';
import type { PairedChange } from './change.ts';
import { shownChange } from './format.ts';
import type { Policy } from './policy.ts';
import type { Decision, Evidence } from './rule/evidence.ts';
import { guard } from './rule/guard.ts';
import { improve } from './rule/improve.ts';
import { point } from './rule/point.ts';
import { prove, proveEqual } from './rule/prove.ts';
import type { Outcome } from './status.ts';
import { changeTextOf, orientedInterval, type Trial } from './trial.ts';

/** What a test set can see is an estimate. */
const SIGHT_DIGITS = 2;

/** p-values of all trials, Holm-adjusted over the guards that can block, as they are for the rest. */
export function adjustedPValues(trials: readonly Trial[], { stats }: Policy): (number | null)[] {
  const family = trials.filter((trial) => isBlockingGuard(trial) && isLargeEnough(trial, stats.minN));
  const adjusted = stats.multiplicity === 'holm' ? holm(family.map(({ p }) => p ?? 1)) : [];
  return trials.map((trial) => adjusted[family.indexOf(trial)] ?? trial.p);
}

const isBlockingGuard = ({ rule, check, p }: Trial): boolean =>
  rule === 'guard' && check.severity === 'block' && p !== null;
const isLargeEnough = ({ paired }: Trial, minN: number): boolean =>
  paired !== null && paired.n >= (paired.fewest ?? minN);

/** Decides one comparison under its rule. */
export function decide(trial: Trial, p: number | null, { stats }: Policy): Outcome {
  const { rule, paired } = trial;
  if (rule === 'point' || paired === null)
    return decideByPoint(trial, paired ? '' : 'no interval without paired predictions');
  if (trial.identical && rule !== 'improve') return decideByPoint(trial, 'all predictions are identical');
  if (!isLargeEnough(trial, stats.minN)) {
    return {
      status: 'inconclusive',
      reason: `${changeTextOf(trial)}: ${paired.n} paired ${paired.unit} decide nothing, ${fewestText(paired, stats.minN)}`,
    };
  }
  const interval = orientedInterval(trial);
  if (interval === null && rule === 'improve')
    return { status: 'inconclusive', reason: `${changeTextOf(trial)}: the rows do not vary, so nothing is proven` };
  if (interval === null) return decideByPoint(trial, 'the rows do not vary, so there is no test: decided by point');
  const evidence = { ...trial, ...interval };
  return explain(trial, byRule(trial, evidence, p ?? 1, stats.alpha));
}

const fewestText = ({ fewest }: Pick<PairedChange, 'fewest'>, minN: number): string =>
  fewest === null ? `min_n is ${minN}` : `it takes ${fewest}`;

function byRule({ rule, demand }: Trial, evidence: Evidence, p: number, alpha: number): Decision {
  if (rule === 'guard') return guard(evidence, p, alpha);
  if (rule === 'improve') return improve(evidence);
  return demand.kind === 'equal_within' ? proveEqual(evidence) : prove(evidence);
}

function decideByPoint(trial: Trial, note: string): Outcome {
  const status = point(trial.demand.kind, trial);
  return { status, reason: `${reasonOf(trial)}${note && `; ${note}`}` };
}

/** Test and p-value stand in the row; what a reader decides by is the change, its interval and the allowance. */
function explain(trial: Trial, status: Decision): Outcome {
  const { detectable, paired, proportion } = trial;
  if (status !== 'inconclusive' || detectable === null) return { status, reason: reasonOf(trial) };
  const sight = shownChange(detectable, proportion, { sign: false, digits: SIGHT_DIGITS });
  return {
    status,
    reason: `${reasonOf(trial)}; ${countText(paired?.n ?? 0)} ${paired?.unit ?? 'rows'} can see ${sight}`,
  };
}

const reasonOf = (trial: Trial): string => `${changeTextOf(trial)}, allowed ${trial.allowed}`;
