import type { EvaluateGatePredicate, GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Classified } from '@ml-actions/metrics/encode';
import { type Charts, chartsOf } from './chart/charts.ts';

/** A failed check of recall; tests say what differs. */
export const gateRow = (other: Partial<GateRow>): GateRow => ({
  metric: 'recall',
  name: 'recall',
  scope: '',
  status: 'fail',
  severity: 'block',
  rule: 'guard',
  direction: 'higher',
  baseline: 0.742,
  candidate: 0.681,
  change: -0.061,
  interval: [-0.098, -0.025],
  confidence: 0.9,
  pValue: 0.002,
  allowed: '-5 pp',
  margin: 0.05,
  reason: '-6.10 pp, allowed -5 pp',
  proportion: true,
  found: { baseline: null, candidate: null },
  rows: 611,
  n: 611,
  unit: 'rows',
  method: 'mid-p McNemar',
  losses: 60,
  gains: 23,
  detectable: 0.04,
  compensable: false,
  ...other,
});

/** The record of a gate on a pull request; tests say what differs. */
export const gatePredicate = (other: Partial<EvaluateGatePredicate>): EvaluateGatePredicate =>
  ({
    version: 1,
    action: 'evaluate-gate',
    model: 'birds',
    id: 'default',
    run: {
      repository: 'acme/birds',
      repositoryId: '1',
      workflow: 'ci',
      workflowRef: 'acme/birds/.github/workflows/ci.yml@refs/pull/7/merge',
      runId: '11',
      runAttempt: 1,
      job: 'gate',
      event: 'pull_request',
      ref: 'refs/pull/7/merge',
      sha: 'b'.repeat(40),
      headSha: 'a'.repeat(40),
      pullRequest: 7,
      defaultBranch: 'main',
      actorId: '3',
    },
    createdAt: '2026-11-20T12:00:00.000Z',
    verdict: 'fail',
    fact: 'recall -6.10 pp (-9.80 .. -2.50), allowed -5 pp',
    checks: [],
    notices: [],
    candidate: {
      modelDigest: null,
      commit: 'a'.repeat(40),
      metrics: { recall: 0.681 },
      source: 'metrics.json',
      threshold: null,
    },
    baseline: {
      kind: 'found',
      source: 'record of 9f8e7d6',
      commit: '9'.repeat(40),
      createdAt: '2026-11-17T11:00:00.000Z',
      modelDigest: null,
      version: null,
      metrics: { recall: 0.742 },
    },
    testSet: { fingerprint: `ts1:${'5'.repeat(64)}`, rows: 611, matched: 611 },
    changedPredictions: 83,
    task: 'binary',
    score: null,
    discovered: [],
    importance: null,
    predictions: null,
    policy: { sha256: 'e'.repeat(64), source: 'ml-actions.yml at 9f8e7d6', protected: true, proposed: null },
    suggested: null,
    environment: 'production',
    failOn: 'fail',
    detectable: 0.04,
    changed: { params: [], packages: [], data: [] },
    signing: 'none',
    appended: null,
    ...other,
  }) as EvaluateGatePredicate;

/** Charts of four rows, the candidate ranks them perfectly and the baseline does not; or of no predictions at all. */
export function charted(task: 'binary' | null, checks: readonly GateRow[], positive = 'yes'): Charts {
  if (task === null) return chartsOf({ candidate: null, baseline: null }, checks);
  const side = (score: number[]): Classified => ({
    task,
    labels: ['no', positive],
    pinned: 2,
    positive: 1,
    truth: Int32Array.of(0, 0, 1, 1),
    predicted: Int32Array.from(score, (value) => Number(value >= 0.5)),
    score: Float64Array.from(score),
    probabilities: null,
    weight: null,
    cluster: null,
  });
  return chartsOf({ candidate: side([0.1, 0.3, 0.7, 0.9]), baseline: side([0.1, 0.6, 0.4, 0.9]) }, checks);
}
