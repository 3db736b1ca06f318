import type { EvaluateGatePredicate, GateHistory } from '@ml-actions/core/record/predicate/evaluate-gate';
import { versionText } from '@ml-actions/core/reference/reference';
import type { Body } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Comparison } from '@ml-actions/metrics/compare';
import { scoresToRecord } from '@ml-actions/metrics/recorded';
import type { GateBaseline } from './baseline.ts';
import type { Candidate } from './candidate.ts';
import { type Reuse, recordedReuse } from './holdout/reuse.ts';
import type { GateInputs } from './inputs.ts';
import type { Judgement } from './judge.ts';
import type { PolicyChoice } from './policy.ts';

export type GateBody = Body<'evaluate-gate'>;

/** Everything the record says, gathered. */
export interface Material {
  readonly candidate: Candidate;
  readonly baseline: GateBaseline;
  readonly policy: PolicyChoice;
  readonly judgement: Judgement;
  readonly changed: GateBody['changed'];
  readonly signing: GateBody['signing'];
  readonly appended: GateBody['appended'];
  readonly history: GateHistory | null;
  readonly reuse: Reuse | null;
}

export function bodyOf(material: Material, inputs: GateInputs, { run }: Ports): GateBody {
  const { candidate, policy, judgement, changed, signing, appended, history, reuse } = material;
  const { verdict, fact, comparison, proposed, sides } = judgement;
  const pairing = comparison.pairing.kind === 'paired' ? comparison.pairing : null;
  return {
    verdict,
    fact,
    checks: [...comparison.checks],
    notices: [...comparison.notices],
    candidate: {
      modelDigest: candidate.training?.predicate.trained?.digest ?? null,
      commit: run.headSha,
      metrics: metricsOf(comparison, 'candidate'),
      ...scoresToRecord(sides.candidate.metrics),
      source: candidate.source,
      threshold: sides.candidate.threshold ?? null,
    },
    baseline: baselineOf(material),
    testSet: sides.testSet && { ...sides.testSet, matched: pairing?.n ?? null },
    changedPredictions: pairing?.changed ?? null,
    task: comparison.task,
    score: comparison.score,
    discovered: [...comparison.discovered],
    importance: sides.candidate.importance ? Object.fromEntries(sides.candidate.importance) : null,
    predictions: sides.predictions,
    policy: {
      sha256: policy.decides.sha256,
      source: policy.decides.source,
      protected: policy.decides.protected,
      proposed,
    },
    suggested: comparison.suggested && JSON.parse(JSON.stringify(comparison.suggested)),
    reuse: reuse && recordedReuse(reuse),
    environment: inputs.environment,
    failOn: inputs['fail-on'],
    detectable: detectableOf(comparison),
    changed,
    signing,
    appended,
    ...(history && { history }),
  };
}

const metricsOf = ({ metrics }: Comparison, side: 'candidate' | 'baseline'): Record<string, number> =>
  Object.fromEntries(metrics.flatMap((row) => (row[side] === null ? [] : [[row.metric, row[side]]])));

function baselineOf({ baseline, judgement }: Material): EvaluateGatePredicate['baseline'] {
  const judged = judgement.sides.baseline;
  if (judged.kind === 'failed') return { kind: 'failed', reason: judged.reason };
  if (baseline.kind !== 'found') return { kind: 'none', reason: baseline.reason };
  const { source, commit, createdAt, modelDigest, version } = baseline;
  const number = version?.predicate.modelVersion ?? null;
  return {
    kind: 'found',
    source,
    commit,
    createdAt,
    modelDigest,
    version:
      version && number !== null ? versionText(version.predicate.name, number, version.predicate.modelDigest) : null,
    metrics: metricsOf(judgement.comparison, 'baseline'),
  };
}

/** The coarsest of the proportions' tests: what a reader may rely on for all of them. */
function detectableOf({ checks }: Comparison): number | null {
  const seen = checks.flatMap(({ proportion, detectable }) => (proportion && detectable !== null ? [detectable] : []));
  return seen.length === 0 ? null : Math.max(...seen);
}
