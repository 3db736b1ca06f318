import { inputProblem } from '@ml-actions/core/error';
import type { Event } from '@ml-actions/core/record/chain';
import { readAlias, readVersion, type VersionRecord } from '@ml-actions/core/reference/find-version';
import { parseReference } from '@ml-actions/core/reference/reference';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { StoreView } from '@ml-actions/core/store/store';
import { readDeployments } from '@ml-actions/registry/chain';
import type { DeployInputs } from './inputs.ts';

const anyWant = (environment: string) =>
  ({ action: 'register-model', id: 'default', environment, committed: null, verifiedByCaller: true }) as const;

/**
 * The version that a run is to deploy: the input, else what register-model registered in this run; null when that only
 * planned.
 *
 * @throws InputError when there is no such version
 */
export async function chosenVersion(
  { 'model-version': given, environment }: DeployInputs,
  ports: Ports,
): Promise<VersionRecord | null> {
  if (given !== undefined) return namedVersion(given, environment, ports);
  const record = await ports.records.find('register-model');
  if (!record) {
    throw inputProblem({
      where: 'model-version',
      what: 'this run registered no model',
      next: 'Run register-model first, or name a version.',
    });
  }
  const { name, modelVersion, modelDigest, verdict, reason } = record.predicate;
  if (verdict === 'refused')
    throw inputProblem({ where: 'model-version', what: `register-model refused the model: ${reason}` });
  if (modelVersion === null) return null;
  const version = await readVersion(await (await ports.store()).view(), name, modelVersion);
  if (version?.predicate.modelDigest === modelDigest) return version;
  throw inputProblem({
    where: 'model-version',
    what: `the record store has no ${name}@${modelVersion} with the digest that was registered`,
  });
}

async function namedVersion(given: string, environment: string, ports: Ports): Promise<VersionRecord> {
  const reference = parseReference(given, 'model-version');
  if (reference.kind !== 'version' && reference.kind !== 'alias') {
    throw inputProblem({
      where: 'model-version',
      what: 'is not a version',
      got: given,
      expected: 'NAME@N, NAME:ALIAS or NAME@N#sha256:HEX',
    });
  }
  const resolved = await ports.resolve(reference, anyWant(environment));
  if (resolved.kind === 'found' && resolved.version) return resolved.version;
  throw inputProblem({
    where: 'model-version',
    what: resolved.kind === 'found' ? 'is not a version' : resolved.reason,
  });
}

/**
 * The version a roll-back goes to: the one that was healthy before what serves now. Roll-backs are steps down the same
 * stack, so that a second one goes further back instead of to the model that was just left.
 *
 * @returns its number; null when nothing healthy came before
 */
export function healthyBefore(deployments: readonly Event[], serving: number | null): number | null {
  const stack: number[] = [];
  for (const { type, version, rollback } of deployments) {
    if (type !== 'deployed' || typeof version !== 'number') continue;
    if (rollback === true && stack.includes(version)) stack.length = stack.lastIndexOf(version) + 1;
    else if (stack.at(-1) !== version) stack.push(version);
  }
  return stack.findLast((version) => version !== serving) ?? null;
}

/** Whether a version was ever proven in an environment. */
export const wasHealthy = (deployments: readonly Event[], version: number): boolean =>
  deployments.some((event) => event.type === 'deployed' && event.version === version);

/**
 * The version to go back to: the named one, if it ever served healthily there, else the one that did before.
 *
 * @throws InputError when there is nothing to go back to
 */
export async function rollbackVersion(inputs: DeployInputs, view: StoreView, ports: Ports): Promise<VersionRecord> {
  const { environment, 'model-version': given } = inputs;
  const named = given === undefined ? null : await namedVersion(given, environment, ports);
  const name = named?.predicate.name ?? ports.model;
  const deployments = await readDeployments(view, environment, name);
  const serving = (await readAlias(view, name, environment))?.version ?? null;
  const number = named ? named.predicate.modelVersion : healthyBefore(deployments, serving);
  const version = named ?? (number === null ? null : await readVersion(view, name, number));
  if (number !== null && version && wasHealthy(deployments, number)) return version;
  throw inputProblem({
    where: 'mode: rollback',
    what: named
      ? `${given} never served healthily in ${environment}`
      : `no healthy model served in ${environment} before this one`,
    next: 'Deploy a version with `mode: apply`.',
  });
}
