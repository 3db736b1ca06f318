import { GateRefused, messageOf } from '@ml-actions/core/error';
import type { DeploymentState } from '@ml-actions/core/github/deployment';
import type { Manifest } from '@ml-actions/core/model/manifest';
import type { Ports } from '@ml-actions/core/runner/ports';
import { type Announcement, announce } from './announce.ts';
import { makeOfficial, noteFailure, servingVersion } from './ledger.ts';
import { Unproven } from './probe.ts';
import { noRequests, type Proof, proveCandidate, proveServing, type Requests, reload, requestsOf } from './prove.ts';
import { Conflict, type Directory, type HeldDirectory, holding } from './targets/directory/directory.ts';
import type { Release } from './targets/directory/release.ts';
import { idempotencyKey, labelOf, type Result, type Task } from './task.ts';

/** Files of the version, verified, on the target's disk. */
export interface Staged {
  readonly incoming: string;
  readonly manifest: Manifest;
}

/** Announces, takes the target, switches, proves, makes official; and takes it back when the proof fails. */
export async function apply(task: Task, directory: Directory, staged: Staged, ports: Ports): Promise<Result> {
  const { environment, version, serving: previous, inputs } = task;
  const requests = await requestsOf(task, ports);
  const facts = { environment, version, previous, idempotencyKey: idempotencyKey(task), mode: inputs.mode };
  const announcement = await announce(Boolean(inputs['github-token']), ports, facts);
  const run = `${ports.run.runId}/${ports.run.runAttempt}`;
  try {
    const work = (held: HeldDirectory) => applyHeld({ task, directory, held, staged, requests, ports, announcement });
    const result = await holding(directory, run, work).catch(explained);
    await announcement.end(stateOf(result), result.reason, task.config.url ?? null);
    return { ...result, deploymentId: announcement.id };
  } catch (error) {
    await announcement.end('error', messageOf(error), null);
    throw error;
  }
}

const stateOf = ({ verdict }: Result): DeploymentState =>
  verdict === 'deployed' ? 'success' : verdict === 'superseded' ? 'inactive' : 'failure';

interface Held {
  readonly task: Task;
  readonly directory: Directory;
  readonly held: HeldDirectory;
  readonly staged: Staged;
  readonly requests: Requests;
  readonly ports: Ports;
  readonly announcement: Announcement;
}

async function applyHeld(work: Held): Promise<Result> {
  const { task, directory, held, staged, requests, ports } = work;
  const at = () => ports.clock().toISOString();
  await recoverCrashed(work, at());
  const before = await directory.current();
  await compareServing(work, before);
  const release = await held.stage({ ...staged, modelVersion: labelOf(task.version) });
  const candidate = await proveCandidate(task, directory.places.release(release.name), requests, ports);
  if (ports.signal.aborted) throw new Unproven('the job was cancelled; nothing was switched');
  try {
    await held.switchTo(release, before, at());
    await reload(task, directory.places.current, ports);
    const proof = await proveServing(task, directory, release, requests);
    await makeOfficial(await ports.store(), deployedFacts(work, proof, at()));
    await tidy(work, at());
    return {
      verdict: 'deployed',
      reason: reasonOf(task),
      changed: true,
      served: task.version,
      smoke: merged(candidate, proof),
    };
  } catch (error) {
    return takeBack(work, before, error);
  }
}

/** What is official stays: a target that cannot be tidied up is the next run's to recover. */
async function tidy({ task, held, ports }: Held, at: string): Promise<void> {
  try {
    await held.commit(at, task.inputs.keep);
  } catch (error) {
    ports.log.warning(`deploy: the target could not be tidied up (${messageOf(error)}).`);
  }
}

const reasonOf = ({ isRollback, version, serving, environment }: Task): string => {
  const from = serving ? `, in place of ${labelOf(serving)}` : '';
  return `${labelOf(version)} ${isRollback ? 'serves again' : 'serves'} in ${environment}${from}`;
};

const merged = (candidate: Proof | null, live: Proof): Proof =>
  candidate === null
    ? live
    : { ...live, requests: live.requests + candidate.requests, mismatches: live.mismatches + candidate.mismatches };

const deployedFacts = ({ task, announcement, ports }: Held, { identity }: Pick<Proof, 'identity'>, at: string) => ({
  environment: task.environment,
  version: task.version,
  previous: task.serving,
  rollback: task.isRollback,
  identity,
  deploymentId: announcement.id,
  run: ports.run,
  at,
});

/** A release that a crashed run switched on stays only if that run had made it official. */
async function recoverCrashed({ task, held, ports }: Held, at: string): Promise<void> {
  const official = await servingVersion(await (await ports.store()).view(), task.name, task.environment);
  const said = await held.recover(async ({ digest }) => digest === official?.predicate.modelDigest, at);
  if (said) ports.log.warning(`deploy: ${said}.`);
}

/** What serves must still be what the evidence was checked against, in the record store and in the target. */
async function compareServing({ task, directory, ports }: Held, current: Release | null): Promise<void> {
  const now = await servingVersion(await (await ports.store()).view(), task.name, task.environment);
  if (now?.sha256 !== task.serving?.sha256) {
    throw new Conflict(
      `${now ? labelOf(now) : 'nothing'} serves in ${task.environment} meanwhile, not ${task.serving ? labelOf(task.serving) : 'nothing'}`,
    );
  }
  const expected = now?.predicate.modelDigest ?? null;
  if (task.isRollback || (current?.digest ?? null) === expected) return;
  if (current === null) {
    ports.log.notice(
      `deploy: ${directory.path} is a new target; until now ${now ? labelOf(now) : 'nothing'} served elsewhere.`,
    );
    return;
  }
  const known = now ? labelOf(now) : 'nothing';
  throw new Conflict(
    `${directory.path} serves ${current.modelVersion}, but the record store says ${known}. \`mode: rollback\` with \`model-version\` puts a recorded model there`,
  );
}

/** Back to what served, and proof of it. */
async function takeBack(work: Held, before: Release | null, cause: unknown): Promise<Result> {
  const { task, directory, held, ports } = work;
  const why = messageOf(cause);
  const at = ports.clock().toISOString();
  const facts = deployedFacts(work, { identity: '' }, at);
  const note = async (restored: boolean) =>
    noteFailure(await ports.store(), facts, why, restored).catch((error: unknown) =>
      ports.log.warning(`record store: ${messageOf(error)}`),
    );
  const label = before ? before.modelVersion : 'nothing';
  try {
    await held.switchBack(before, at);
    await reload(task, directory.places.current, ports);
    if (before) await proveServing(task, directory, before, noRequests);
  } catch (error) {
    await note(false);
    return {
      verdict: 'rollback-failed',
      reason: `${why}; and ${before ? `${label} could not be put back` : 'it could not be taken away cleanly'}: ${messageOf(error)}`,
      changed: true,
      served: null,
    };
  }
  if (cause instanceof GateRefused)
    return { verdict: 'superseded', reason: `${why} ${label} serves again`, changed: false };
  await note(true);
  return { verdict: 'rolled-back', reason: `${why}; ${label} serves again`, changed: false };
}

/** Failures before the switch: nothing has moved. */
function explained(error: unknown): Result {
  if (error instanceof Conflict) return { verdict: 'superseded', reason: error.message, changed: false };
  if (error instanceof Unproven)
    return { verdict: 'refused', reason: `nothing was switched: ${error.message}`, changed: false };
  throw error;
}
