import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileDigest, sha256 } from '@ml-actions/core/json/digest';
import { manifestOf, modelDigest, openssfRoot } from '@ml-actions/core/model/manifest';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { encodeRecord, makeStatement, signRecord } from '@ml-actions/core/record/record';
import { keySigner } from '@ml-actions/core/record/signature';
import { subject } from '@ml-actions/core/record/statement';
import { identityOf } from '@ml-actions/core/runner/context';
import type { Ports } from '@ml-actions/core/runner/ports';
import { layout } from '@ml-actions/core/store/layout';

/** Writes files below the workspace. */
export async function writeFiles(
  workspace: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, name)), { recursive: true });
    await writeFile(join(workspace, name), content);
  }
}

export const headerOf = (ports: Ports) =>
  ({
    version: 1,
    model: ports.model,
    id: 'default',
    run: identityOf(ports.run),
    createdAt: ports.clock().toISOString(),
  }) as const;

/** Leaves the record train would, for `files` below `model/` in the workspace; returns the model's digest. */
export async function leaveTraining(
  ports: Ports,
  files: readonly string[],
  outputs: TrainPredicate['outputs'] = [],
  data: TrainPredicate['data'] = [],
): Promise<string> {
  const manifest = await manifestOf(join(ports.run.workspace, 'model'), files);
  const digest = modelDigest(manifest);
  const predicate: TrainPredicate = {
    ...headerOf(ports),
    action: 'train',
    verdict: 'succeeded',
    phase: 'SUCCEEDED',
    reason: '',
    exitCode: 0,
    signal: null,
    backend: 'local',
    setup: null,
    deterministic: 'seed',
    notices: [],
    logTail: [],
    command: ['python', 'train.py'],
    workingDirectory: '.',
    seed: 1,
    params: { l2: 0.1 },
    data,
    environment: { os: 'linux', arch: 'x64', cpus: 2, lockfile: null, packages: {} },
    outputs,
    trained: { root: 'model', files: [...manifest], digest, openssfRoot: openssfRoot(manifest).sha256 },
    metrics: { roc_auc: 0.8 },
    startedAt: ports.clock().toISOString(),
    durationSeconds: 12,
  };
  await ports.records.write(predicate, encodeRecord(makeStatement([subject('model', digest)], predicate)));
  return digest;
}

/** One output of a training, hashed. */
export async function outputOf(
  ports: Ports,
  path: string,
  role: 'predictions' | 'profile',
): Promise<TrainPredicate['outputs'][number]> {
  return { path, role, ...(await fileDigest(join(ports.run.workspace, path))) };
}

export interface GateOptions {
  readonly signingKey?: string;
  readonly stored?: boolean;
  readonly change?: Partial<EvaluateGatePredicate>;
}

/** Leaves the record evaluate-gate would: in the job's folder and, unless `stored: false`, in the record store. */
export async function leaveGate(
  ports: Ports,
  digest: string,
  { signingKey, stored = true, change = {} }: GateOptions = {},
): Promise<Uint8Array> {
  const predicate: EvaluateGatePredicate = {
    ...headerOf(ports),
    action: 'evaluate-gate',
    verdict: 'pass',
    fact: 'roc_auc 0.80 is not below 0.79',
    checks: [],
    notices: [],
    candidate: {
      modelDigest: digest,
      commit: ports.run.sha,
      metrics: { roc_auc: 0.8 },
      source: 'train',
      threshold: null,
    },
    baseline: { kind: 'none', reason: 'nothing serves' },
    testSet: null,
    changedPredictions: null,
    task: 'metrics-only',
    score: null,
    discovered: [],
    importance: null,
    predictions: null,
    suggested: null,
    signing: signingKey ? 'key' : 'none',
    appended: null,
    policy: { sha256: sha256('policy'), source: 'ml-actions.yml', protected: true, proposed: null },
    environment: 'production',
    failOn: 'fail',
    detectable: null,
    changed: { params: [], packages: [], data: [] },
    ...change,
  };
  const statement = makeStatement([subject('model', predicate.candidate.modelDigest ?? digest)], predicate);
  const bytes = signingKey ? await signRecord(statement, keySigner(signingKey)) : encodeRecord(statement);
  await ports.records.write(predicate, bytes);
  if (!stored) return bytes;
  const path = layout.record(predicate.model, predicate.run.sha, 'evaluate-gate', predicate.id, sha256(bytes));
  await (await ports.store()).update(async () => ({
    writes: new Map([[path, bytes]]),
    message: 'gate',
    result: undefined,
  }));
  return bytes;
}
