import { dirname } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { runCommand } from '@ml-actions/core/exec/command';
import type { DeployPredicate } from '@ml-actions/core/record/predicate/deploy';
import type { Ports } from '@ml-actions/core/runner/ports';
import { readPredictionsBlob } from '@ml-actions/registry/predictions';
import { childEnv, endText, filled, withCandidate } from './candidate.ts';
import { type GoldenRow, readGolden } from './golden.ts';
import { awaitIdentity, type Endpoint, Unproven } from './probe.ts';
import { readSmoke, runSmoke, type SmokeCase } from './smoke.ts';
import type { Directory } from './targets/directory/directory.ts';
import { proveRelease, type Release } from './targets/directory/release.ts';
import type { Task } from './task.ts';

export type Proof = NonNullable<DeployPredicate['smoke']>;

/** What the model is asked, read before anything is announced. */
export interface Requests {
  readonly cases: readonly SmokeCase[];
  readonly golden: readonly GoldenRow[];
}

/** Starts the candidate beside what serves and asks it; null when there is no `serve-command`. @throws Unproven */
export async function proveCandidate(
  task: Task,
  release: string,
  requests: Requests,
  ports: Ports,
): Promise<Proof | null> {
  const argv = task.config['serve-command'];
  if (!argv) return null;
  const digest = task.version.predicate.modelDigest;
  const command = { argv, cwd: ports.base, env: ports.env, release, digest, signal: ports.signal };
  return withCandidate(command, (base, stopped) =>
    proveEndpoint(endpointOf(task, base), digest, task, requests, stopped),
  );
}

/**
 * Proves what serves: by the endpoint's own word and answers where `url` is given, else by the bytes behind `current`.
 *
 * @throws Unproven
 */
export async function proveServing(
  task: Task,
  directory: Directory,
  release: Release,
  requests: Requests,
): Promise<Proof> {
  const current = await directory.current();
  if (current?.name !== release.name) throw new Unproven(`${directory.path} does not point at ${release.name}`);
  const { url } = task.config;
  if (url === undefined) {
    await proveRelease(directory.places, release);
    return { requests: 0, mismatches: 0, identity: 'the bytes behind the link current (no url was given)' };
  }
  return proveEndpoint(endpointOf(task, url.replace(/\/+$/, '')), release.digest, task, requests, () => null);
}

async function proveEndpoint(
  endpoint: Endpoint,
  digest: string,
  task: Task,
  { cases, golden }: Requests,
  stopped: () => string | null,
): Promise<Proof> {
  const identity = await awaitIdentity(endpoint, digest, task.config['ready-timeout'], stopped);
  const { requests, mismatches, first } = await runSmoke(endpoint, cases, golden);
  if (mismatches > 0) throw new Unproven(`${mismatches} of ${requests} smoke requests differ: ${first}`);
  return { requests, mismatches, identity };
}

const endpointOf = ({ config, name }: Task, base: string): Endpoint => ({
  base,
  ready: config['ready-path'],
  identity: config['identity-path'] ?? `/v2/models/${name}`,
  infer: config['infer-path'] ?? `/v2/models/${name}/infer`,
});

/** @throws InputError for files that hold no requests, or when there is nothing to compare `golden` with */
export async function requestsOf({ inputs, version }: Task, ports: Ports): Promise<Requests> {
  const cases = await readSmoke(inputs.smoke, ports);
  if (inputs.golden === undefined) return { cases, golden: [] };
  const view = await (await ports.store()).view();
  const blob = await readPredictionsBlob(version, { view, workspace: ports.run.workspace });
  if (blob) return { cases, golden: await readGolden(inputs.golden, blob, ports) };
  throw inputProblem({
    where: 'golden',
    what: 'no predictions were registered with the version, so there is nothing to compare its answers with',
    next: 'Leave `golden` out, or register a version with predictions.',
  });
}

/** For a model that is put back: its requests are not this run's. */
export const noRequests: Requests = { cases: [], golden: [] };

const RELOAD_MS = 5 * 60_000;

/** Tells the server that `current` moved. @throws Unproven when the command fails */
export async function reload({ config, version }: Task, current: string, ports: Ports): Promise<void> {
  const argv = config['reload-command'];
  if (!argv) return;
  const digest = version.predicate.modelDigest;
  const command = filled({ argv, release: current, digest }, null);
  const result = await runCommand(command, {
    cwd: ports.base,
    env: { ...childEnv({ env: ports.env, digest }, null), ML_TARGET: dirname(current) },
    timeoutMs: RELOAD_MS,
  });
  if (result.exitCode !== 0) throw new Unproven(`reload-command: ${endText(result)}`);
}
