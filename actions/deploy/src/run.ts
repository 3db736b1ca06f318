import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GateRefused, inputProblem } from '@ml-actions/core/error';
import { type Manifest, modelDigest } from '@ml-actions/core/model/manifest';
import type { VersionRecord } from '@ml-actions/core/reference/find-version';
import type { Outcome } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { StoreView } from '@ml-actions/core/store/store';
import { fetchModel } from '@ml-actions/registry/fetch';
import { apply } from './apply.ts';
import { chosenVersion, rollbackVersion } from './choose.ts';
import { type Answer, verifyEvidence } from './evidence.ts';
import { checkRequired, type DeployInputs } from './inputs.ts';
import { servingVersion } from './ledger.ts';
import { awaiting } from './planned.ts';
import { status } from './status.ts';
import { directoryOf, readConfig } from './targets/directory/config.ts';
import { type Directory, openDirectory } from './targets/directory/directory.ts';
import { labelOf, outcomeOf, type Task } from './task.ts';
import { isUnchanged } from './unchanged.ts';

/** Puts exactly the model that passed its gate in front of traffic, and proves that it serves. */
export async function run(inputs: DeployInputs, ports: Ports): Promise<Outcome<'deploy'>> {
  const config = readConfig(inputs['target-config']);
  checkRequired(inputs.require);
  const { environment, mode } = inputs;
  refuseUntrusted(mode, ports);
  const view = await (await ports.store()).view();
  if (mode === 'status')
    return status(
      { inputs, config, environment, serving: await servingVersion(view, ports.model, environment) },
      ports,
    );
  const version = mode === 'rollback' ? await rollbackVersion(inputs, view, ports) : await chosenVersion(inputs, ports);
  const name = version?.predicate.name ?? ports.model;
  const serving = await servingVersion(view, name, environment);
  if (version === null) return awaiting(inputs, config, serving, ports);
  const task: Task = {
    inputs,
    config,
    environment,
    name,
    version,
    serving,
    isRollback: mode === 'rollback',
    evidence: [],
  };
  if (mode === 'plan') return plan(task, view, ports);
  return carryOut(task, view, await openDirectory(directoryOf(config, ports.base)), ports);
}

/** Stages the bytes on the target's disk, holds them against the evidence, and only then touches what serves. */
async function carryOut(task: Task, view: StoreView, directory: Directory, ports: Ports): Promise<Outcome<'deploy'>> {
  const incoming = await directory.incoming();
  try {
    const staged = await stage(task.version, incoming, view, ports);
    const { steps, refusal } = await evidenceOf(task, staged, view, ports);
    const checked = { ...task, evidence: steps };
    if (refusal) return outcomeOf(checked, { ...refusal, changed: false });
    if (await isUnchanged(checked, directory)) {
      return outcomeOf(checked, {
        verdict: 'unchanged',
        reason: `${labelOf(task.version)} serves already`,
        changed: false,
      });
    }
    return outcomeOf(checked, await apply(checked, directory, { incoming, manifest: staged as Manifest }, ports));
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
}

async function plan(task: Task, view: StoreView, ports: Ports): Promise<Outcome<'deploy'>> {
  const incoming = await mkdtemp(join(ports.run.temp, 'deploy-plan-'));
  try {
    const { steps, refusal } = await evidenceOf(task, await stage(task.version, incoming, view, ports), view, ports);
    const change = `${task.serving ? labelOf(task.serving) : 'nothing'} -> ${labelOf(task.version)}`;
    const reason = refusal
      ? `would be ${refusal.verdict}: ${refusal.reason}`
      : `would change ${task.environment}: ${change}`;
    return outcomeOf({ ...task, evidence: steps }, { verdict: 'planned', reason, changed: false }, reason);
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
}

/** The manifest of what was staged; a refusal when the bytes are not those that were registered. */
const stage = (
  version: VersionRecord,
  into: string,
  view: StoreView,
  { run }: Ports,
): Promise<Manifest | GateRefused> =>
  fetchModel(version, into, { view, workspace: run.workspace }).catch((error: unknown) => {
    if (error instanceof GateRefused) return error;
    throw error;
  });

async function evidenceOf(task: Task, staged: Manifest | GateRefused, view: StoreView, ports: Ports): Promise<Answer> {
  return verifyEvidence({
    version: task.version,
    environment: task.environment,
    staged: staged instanceof GateRefused ? staged : modelDigest(staged),
    view,
    trust: await ports.trust(),
    serving: task.serving,
    allowUngated: task.inputs['allow-ungated'],
    maxAge: task.inputs['evidence-max-age'],
    isRollback: task.isRollback,
    ports,
  });
}

/** @throws InputError when a run that is not the default branch's was told to change what serves */
function refuseUntrusted(mode: string, { run }: Ports): void {
  if (run.isTrusted || mode === 'plan' || mode === 'status') return;
  throw inputProblem({
    where: 'mode',
    what: `this run may not deploy: it is ${run.event} on ${run.ref || 'no ref'}`,
    expected: 'a run of the default branch',
    next: 'Use `mode: plan` here; it shows what merging will do.',
  });
}
