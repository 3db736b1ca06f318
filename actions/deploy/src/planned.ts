import { subject } from '@ml-actions/core/record/statement';
import type { VersionRecord } from '@ml-actions/core/reference/find-version';
import type { Outcome } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { DeployInputs } from './inputs.ts';
import type { DirectoryConfig } from './targets/directory/config.ts';
import { type DeployBody, labelOf } from './task.ts';

/** On a change there is no version yet: the plan says what merging will do if main's own gate passes. */
export async function awaiting(
  inputs: DeployInputs,
  config: DirectoryConfig,
  serving: VersionRecord | null,
  ports: Ports,
): Promise<Outcome<'deploy'>> {
  const record = await ports.records.find('register-model');
  const digest = record?.predicate.modelDigest ?? null;
  const now = serving ? labelOf(serving) : 'nothing';
  const reason = `${now} serves in ${inputs.environment}; merging replaces it if main's own gate passes`;
  const body: DeployBody = {
    verdict: 'planned',
    reason,
    mode: inputs.mode,
    environment: inputs.environment,
    target: inputs.target,
    modelVersion: '',
    modelDigest: digest,
    servedDigest: serving?.predicate.modelDigest ?? null,
    servedVersion: serving && labelOf(serving),
    previousDigest: serving?.predicate.modelDigest ?? null,
    previousVersion: serving && labelOf(serving),
    evidence: [],
    smoke: null,
    deploymentId: null,
    url: config.url ?? null,
  };
  const served = body.servedDigest ?? '';
  const outputs = {
    changed: false,
    'served-digest': served,
    'previous-digest': served,
    verdict: 'planned',
    'deployment-id': '',
    url: body.url ?? '',
    plan: reason,
  };
  return { exitCode: 0, subjects: [subject(ports.model, digest ?? record?.sha256 ?? '0'.repeat(64))], body, outputs };
}
