import { encode } from '../encode.ts';
import { pair } from '../pair.ts';
import type { Policy } from '../policy.ts';
import type { Robustness } from '../policy-scope.ts';
import { type Predictions, predictionProblem } from '../predictions.ts';
import { readingOf } from '../reading.ts';
import { type Scope, scope } from '../scope.ts';
import { judgedBy } from '../side.ts';
import type { Stage } from '../stage.ts';

/** A suite is the candidate on perturbed rows, compared with the candidate on the clean ones. */
export function robustnessScopes(
  { suites, maxDrop, severity }: Robustness,
  policy: Policy,
  stage: Stage,
  files: ReadonlyMap<string, Predictions>,
): Scope[] {
  const checks = policy.checks
    .filter(({ metric, direction }) => direction !== 'none' && stage.candidate.computed.get(metric) !== undefined)
    .map((check) => ({
      ...check,
      min: null,
      max: null,
      bound: null,
      severity,
      demand: { kind: 'max_regression', allowance: { abs: maxDrop }, rule: null } as const,
    }));
  return Object.keys(suites).map((label) => suite(label, files.get(label), { checks, policy, stage }));
}

function suite(
  label: string,
  predictions: Predictions | undefined,
  { checks, policy, stage }: { checks: Scope['checks']; policy: Policy; stage: Stage },
): Scope {
  const shared = {
    family: 'robustness',
    label,
    checks,
    candidate: stage.candidate,
    baseline: stage.candidate,
  } as const;
  const error = (reason: string) => scope({ ...shared, unmeasurable: { status: 'error', reason } });
  if (!predictions || !stage.predictions) return error('the suite or the candidate has no predictions');
  if (checks.length === 0) return error('no check of the policy can be computed from predictions');
  const trouble = predictionProblem(predictions, `the suite ${label}: its`);
  if (trouble) return error(trouble);
  const pairing = pair(predictions, stage.predictions, 'exact');
  if (pairing.kind !== 'paired') return error(pairing.reason);
  const read = (side: Predictions) =>
    judgedBy({ metrics: new Map() }, encode(side, readingOf(policy), `robustness ${label}`));
  return scope({
    ...shared,
    candidate: read(pairing.candidate),
    baseline: read(pairing.baseline),
    paired: true,
    identical: pairing.changed === 0,
  });
}
