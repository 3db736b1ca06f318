import { GateRefused } from '@ml-actions/core/error';
import type { RunIdentity } from '@ml-actions/core/record/predicate/header';
import type { VersionRecord } from '@ml-actions/core/reference/find-version';
import { readAlias, readVersion } from '@ml-actions/core/reference/find-version';
import type { Store, StoreView } from '@ml-actions/core/store/store';
import { moveAlias } from '@ml-actions/registry/alias';
import { cause, deploymentEvent, deploymentHead, versionHead } from '@ml-actions/registry/event';

/** The version that serves in an environment, as the record store knows it: the alias named like the environment. */
export async function servingVersion(
  view: StoreView,
  name: string,
  environment: string,
): Promise<VersionRecord | null> {
  const alias = await readAlias(view, name, environment);
  if (!alias) return null;
  const version = await readVersion(view, name, alias.version);
  if (version) return version;
  throw new GateRefused(
    `${name}:${environment} points at version ${alias.version}, which the record store does not have.`,
  );
}

export interface Deployed {
  readonly environment: string;
  readonly version: VersionRecord;
  /** what served when this run began: another one now is a conflict */
  readonly previous: VersionRecord | null;
  readonly rollback: boolean;
  readonly identity: string;
  readonly deploymentId: number | null;
  readonly run: RunIdentity;
  readonly at: string;
}

/**
 * Makes a proven deployment official: its event and the environment's alias, in one compare-and-swap.
 *
 * @throws GateRefused when another run made another version official meanwhile
 */
export function makeOfficial(store: Store, deployed: Deployed): Promise<void> {
  const { environment, version, previous, rollback, identity, deploymentId, run, at } = deployed;
  const { name, modelVersion, modelDigest, evaluation } = version.predicate;
  const number = modelVersion ?? 0;
  return store.update(async (view) => {
    const event = deploymentEvent(await deploymentHead(view, environment, name), environment, name, {
      type: 'deployed',
      at,
      environment,
      name,
      version: number,
      digest: modelDigest,
      from: previous?.predicate.modelVersion ?? null,
      rollback,
      evidence: evaluation?.sha256 ?? null,
      identity,
      deploymentId,
      ...cause(run),
    });
    const expected = previous?.predicate.modelVersion ?? null;
    const reason = rollback ? 'rolled back' : 'deployed';
    const deployment = event.sha256;
    const moved = await moveAlias(view, await versionHead(view, name, number), {
      name,
      alias: environment,
      version: number,
      expected,
      reason,
      deployment,
      run,
      at,
    });
    const writes = new Map([[event.path, event.bytes], ...moved.writes]);
    return { writes, message: `deploy ${name}@${number} to ${environment}`, result: undefined };
  });
}

/** Leaves in the chain that a deployment was tried and taken back. */
export function noteFailure(
  store: Store,
  { environment, version, previous, run, at }: Deployed,
  reason: string,
  restored: boolean,
): Promise<void> {
  const { name, modelVersion, modelDigest } = version.predicate;
  return store.update(async (view) => {
    const facts = {
      type: restored ? 'rolled-back' : 'rollback-failed',
      at,
      environment,
      name,
      version: modelVersion,
      digest: modelDigest,
      to: previous?.predicate.modelVersion ?? null,
      reason,
      ...cause(run),
    };
    const event = deploymentEvent(await deploymentHead(view, environment, name), environment, name, facts);
    return {
      writes: new Map([[event.path, event.bytes]]),
      message: `${facts.type} ${name}@${modelVersion} in ${environment}`,
      result: undefined,
    };
  });
}
