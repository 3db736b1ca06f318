import { join } from 'node:path';
import { encodeRecord, makeStatement } from '@ml-actions/core/record/record';
import { commonInputs } from '@ml-actions/core/runner/common-inputs';
import type { Inputs, Values } from '@ml-actions/core/runner/input';
import type { Ports } from '@ml-actions/core/runner/ports';
import { readInputs } from '@ml-actions/core/runner/read-inputs';
import { inputs } from '../../actions/register-model/src/inputs.ts';
import { run } from '../../actions/register-model/src/run.ts';
import { type GateOptions, headerOf, leaveGate, leaveTraining, writeFiles } from './registered.ts';

/** The values of an action's inputs for what a workflow would write. */
export const inputsOf = <S extends Inputs>(
  action: string,
  specs: S,
  values: Readonly<Record<string, string>>,
  ports: Ports,
): Values<S & typeof commonInputs> =>
  readInputs(
    { ...commonInputs, ...specs },
    { action, workflow: new Map(Object.entries(values)), config: ports.config },
  );

/** Trains, gates and registers a model of one file with this weight, and leaves the run's records; returns its digest. */
export async function registerModel(
  ports: Ports,
  weight: number | string,
  gate: GateOptions = {},
  values: Readonly<Record<string, string>> = {},
): Promise<string> {
  await writeFiles(ports.run.workspace, { [join('model', 'model.json')]: JSON.stringify({ weight }) });
  const digest = await leaveTraining(ports, ['model.json']);
  await leaveGate(ports, digest, gate);
  await register(ports, values);
  return digest;
}

/** Runs register-model and leaves its record in the job's folder, as the runner's adapter does. */
export async function register(ports: Ports, values: Readonly<Record<string, string>> = {}): Promise<void> {
  const { body, subjects } = await run(inputsOf('register-model', inputs, values, ports), ports);
  if (body.verdict === 'refused') throw new Error(body.reason);
  const predicate = { ...headerOf(ports), action: 'register-model', ...body } as const;
  await ports.records.write(predicate, encodeRecord(makeStatement(subjects, predicate)));
}

/** As `registerModel`, without a gate: two commits to the store instead of three. */
export async function registerUngated(
  ports: Ports,
  weight: number | string,
  values: Readonly<Record<string, string>> = {},
): Promise<string> {
  await writeFiles(ports.run.workspace, { [join('model', 'model.json')]: JSON.stringify({ weight }) });
  const digest = await leaveTraining(ports, ['model.json']);
  await register(ports, { 'allow-ungated': 'true', ...values });
  return digest;
}
