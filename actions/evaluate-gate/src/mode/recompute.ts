import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { InputError, messageOf, ServiceError } from '@ml-actions/core/error';
import { withoutSecrets } from '@ml-actions/core/exec/harmless-env';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import type { Header } from '@ml-actions/core/record/predicate/header';
import { failureOf } from '@ml-actions/core/record/record';
import { openRecords } from '@ml-actions/core/record/records';
import { makeResolve } from '@ml-actions/core/reference/resolve';
import type { RunContext } from '@ml-actions/core/runner/context';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { GateInputs } from '../inputs.ts';
import { choosePolicyOfBase } from '../policy.ts';
import { run as judge } from '../run.ts';

/** Metrics of a gate without a training, as this gate reads them again. */
const metricsFile = 'metrics.json';

/**
 * Judges again what an untrusted run shipped: the same gate, with the policy of the base branch and the settings of this
 * job's own configuration, on the run's metrics and predictions. The run's own verdict is not looked at, except that it
 * could not decide.
 *
 * @param context the run's, with the directory of what it shipped as its workspace
 * @returns the gate's predicate, or the failure that stands in its place; never throws for what the run shipped
 */
export async function recompute(
  told: Header,
  inputs: GateInputs,
  context: RunContext,
  ports: Ports,
): Promise<Header | EvaluateGatePredicate> {
  if (failureOf(told)) return told;
  const { version, action, model, id, run } = told;
  const header = { version, action, model, id, run, createdAt: ports.clock().toISOString() } as const;
  try {
    const shipped = portsOf(context, ports);
    const { body } = await judge(
      await inputsFor(told as EvaluateGatePredicate, inputs, shipped),
      shipped,
      choosePolicyOfBase,
    );
    return { ...header, action: 'evaluate-gate', ...body };
  } catch (error) {
    if (!(error instanceof InputError || error instanceof ServiceError)) throw error;
    ports.log.warning(`gate ${id}: could not be computed again: ${messageOf(error)}`);
    return { ...header, verdict: 'error', error: `could not be computed again: ${messageOf(error)}` } as Header;
  }
}

/** The gate's ports as the run had them: its records and directory, nobody's secrets. */
function portsOf(run: RunContext, ports: Ports): Ports {
  const { model, store, github, env, trust } = ports;
  const { workspace, temp, runId } = run;
  const base = join(workspace, relative(ports.run.workspace, ports.base));
  const place = { workspace, temp, model, handover: null };
  const records = openRecords({ ...place, runId });
  const recordOfRun: Parameters<typeof makeResolve>[0]['recordOfRun'] = (id, action) =>
    openRecords({ ...place, runId: id }).find(action);
  const resolve = makeResolve({ run, model, base, store, github, recordOfRun, trust });
  return { ...ports, run, base, env: withoutSecrets(env), records, resolve };
}

/**
 * What to judge: training's record where the run left one, else the numbers that the gate's record tells. No command of
 * the configuration runs here: `score` would run on the files of the change.
 */
async function inputsFor(told: EvaluateGatePredicate, inputs: GateInputs, ports: Ports): Promise<GateInputs> {
  const { score: _, ...settings } = inputs;
  const plain = { ...settings, mode: 'gate', id: told.id, signing: 'off' } as const;
  const unset = { matrix: undefined, append: undefined, 'signing-key': undefined, 'baseline-predictions': undefined };
  const trained = (await ports.records.list()).some(({ predicate }) => predicate.action === 'train');
  const given = { ...plain, ...unset, candidate: undefined, 'candidate-predictions': undefined };
  if (trained) return given as unknown as GateInputs;
  await mkdir(ports.run.workspace, { recursive: true });
  await writeFile(join(ports.run.workspace, metricsFile), JSON.stringify(told.candidate.metrics));
  return { ...given, candidate: metricsFile } as unknown as GateInputs;
}
