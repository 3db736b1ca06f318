import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import type { DeployVerdict, Verification } from '@ml-actions/core/record/predicate/deploy';
import { subject } from '@ml-actions/core/record/statement';
import type { VersionRecord } from '@ml-actions/core/reference/find-version';
import type { Body, Outcome } from '@ml-actions/core/runner/action';
import type { DeployInputs } from './inputs.ts';
import type { DirectoryConfig } from './targets/directory/config.ts';

export type DeployBody = Body<'deploy'>;

/** One request to change, or only to look at, what serves. */
export interface Task {
  readonly inputs: DeployInputs;
  readonly config: DirectoryConfig;
  readonly environment: string;
  readonly name: string;
  /** what shall serve */
  readonly version: VersionRecord;
  /** what serves by the record store when the run begins */
  readonly serving: VersionRecord | null;
  readonly isRollback: boolean;
  readonly evidence: readonly Verification[];
}

/** How a run ended. */
export interface Result {
  readonly verdict: DeployVerdict;
  readonly reason: string;
  readonly changed: boolean;
  /** what serves now; undefined: what served before */
  readonly served?: VersionRecord | null;
  readonly smoke?: DeployBody['smoke'];
  readonly deploymentId?: number | null;
}

/** Deploy's own exit codes (specification); everything not named is 0. */
const exitCodes: Partial<Record<DeployVerdict, number>> = {
  refused: 1,
  error: 1,
  inconclusive: 1,
  'rolled-back': 3,
  'rollback-failed': 4,
  superseded: 5,
};

export const labelOf = ({ predicate: { name, modelVersion } }: VersionRecord): string => `${name}@${modelVersion}`;

/** The same target, model and settings: the same key. */
export const idempotencyKey = ({ environment, config, version, name }: Task): string =>
  sha256(canonical({ environment, name, config, digest: version.predicate.modelDigest }));

/** The outcome of a run; `plan` is what it would do, in words, where it did nothing. */
export function outcomeOf(task: Task, result: Result, plan = ''): Outcome<'deploy'> {
  const { version, serving, environment, inputs, evidence, config } = task;
  const served = result.served === undefined ? serving : result.served;
  const url = config.url ?? null;
  const body: DeployBody = {
    verdict: result.verdict,
    reason: result.reason,
    mode: inputs.mode,
    environment,
    target: inputs.target,
    modelVersion: labelOf(version),
    modelDigest: version.predicate.modelDigest,
    servedDigest: served?.predicate.modelDigest ?? null,
    servedVersion: served && labelOf(served),
    previousDigest: serving?.predicate.modelDigest ?? null,
    previousVersion: serving && labelOf(serving),
    evidence: [...evidence],
    smoke: result.smoke ?? null,
    deploymentId: result.deploymentId ?? null,
    url,
  };
  return {
    exitCode: exitCodes[result.verdict] ?? 0,
    subjects: [subject(task.name, version.predicate.modelDigest)],
    body,
    outputs: {
      changed: result.changed,
      'served-digest': body.servedDigest ?? '',
      'previous-digest': body.previousDigest ?? '',
      verdict: result.verdict,
      'deployment-id': body.deploymentId ?? '',
      url: url ?? '',
      plan,
    },
  };
}
