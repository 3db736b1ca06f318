import { inputProblem } from '@ml-actions/core/error';
import { recordId } from '@ml-actions/core/record/identity';
import type { GateHistory } from '@ml-actions/core/record/predicate/evaluate-gate';
import { recordOf } from '@ml-actions/core/record/record';
import type { VersionRecord } from '@ml-actions/core/reference/find-version';
import { parseReference } from '@ml-actions/core/reference/reference';
import type { Found } from '@ml-actions/core/reference/resolved';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Metrics } from '@ml-actions/metrics/metric';
import { readMetrics } from '@ml-actions/metrics/read';
import { recordedMetrics } from '@ml-actions/metrics/recorded';
import type { Candidate } from './candidate.ts';
import type { GateInputs } from './inputs.ts';

export interface FoundBaseline {
  readonly kind: 'found';
  readonly metrics: Metrics;
  /** in words, for people */
  readonly source: string;
  readonly commit: string | null;
  readonly createdAt: string | null;
  readonly modelDigest: string | null;
  readonly version: VersionRecord | null;
  readonly testSet: string | null;
  /** of the model's features, where its gate was told */
  readonly importance: ReadonlyMap<string, number> | null;
  /** score at which its rows count as positive, where its gate fitted one */
  readonly threshold: number | null;
  /** of the models before it, where its gate told */
  readonly history: GateHistory | null;
}

/** What the candidate is compared with. `none` is an answer; `failed` means that nobody could look. */
export type GateBaseline =
  | FoundBaseline
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Looks the baseline up.
 *
 * @throws InputError for a reference outside the grammar, a named version or run that does not exist, a metrics file
 * that cannot be read
 */
export const findBaseline = (inputs: GateInputs, candidate: Candidate, ports: Ports): Promise<GateBaseline> =>
  lookUp('baseline', inputs.baseline, inputs, candidate, ports);

/** The second baseline, against slow creep; null where none is named. @throws InputError as `findBaseline` */
export const findAnchor = async (
  inputs: GateInputs,
  candidate: Candidate,
  ports: Ports,
): Promise<GateBaseline | null> =>
  inputs.anchor === undefined ? null : lookUp('anchor', inputs.anchor, inputs, candidate, ports);

async function lookUp(
  where: 'baseline' | 'anchor',
  given: string,
  inputs: GateInputs,
  candidate: Candidate,
  ports: Ports,
): Promise<GateBaseline> {
  const reference = parseReference(given, where);
  const resolved = await ports.resolve(reference, {
    action: 'evaluate-gate',
    id: recordId(inputs.id, inputs.matrix),
    environment: inputs.environment,
    committed: candidate.committed,
  });
  if (resolved.kind === 'none' && (reference.kind === 'version' || reference.kind === 'run')) {
    const next = where === 'anchor' ? 'Name one that exists.' : 'Name one that exists, or use `auto`.';
    throw inputProblem({ where, what: resolved.reason, next });
  }
  return resolved.kind === 'found' ? read(resolved) : resolved;
}

async function read(found: Found): Promise<GateBaseline> {
  const { source, commit, createdAt, version } = found;
  const shared = {
    kind: 'found',
    source,
    commit,
    createdAt,
    version,
    importance: null,
    threshold: null,
    history: null,
  } as const;
  if (found.record) {
    const { candidate, testSet, importance, history, verdict, fact } = recordOf(
      found.record,
      'evaluate-gate',
    ).predicate;
    if (verdict === 'error') return { kind: 'failed', reason: `${source}: its gate could not decide: ${fact}` };
    return {
      ...shared,
      metrics: recordedMetrics(candidate.metrics, candidate.scores),
      modelDigest: candidate.modelDigest,
      testSet: testSet?.fingerprint ?? null,
      importance: importance && new Map(Object.entries(importance)),
      threshold: candidate.threshold,
      history: history ?? null,
    };
  }
  if (version) {
    const { evaluation, modelDigest } = version.predicate;
    const metrics = new Map(Object.entries(evaluation?.metrics ?? {}));
    return { ...shared, metrics, modelDigest, testSet: evaluation?.testSet ?? null };
  }
  const { name, bytes } = found.document ?? { name: source, bytes: new Uint8Array() };
  return { ...shared, metrics: await readMetrics(bytes, name), modelDigest: null, testSet: null };
}
