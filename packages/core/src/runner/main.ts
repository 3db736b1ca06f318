import * as core from '@actions/core';
import * as z from 'zod';
import { GateRefused, InputError, messageOf, ServiceError } from '../error.ts';
import { fullDisk } from '../path/full-disk.ts';
import type { ActionName } from '../record/predicate/header.ts';
import type { Action } from './action.ts';
import { ambient, workflowInputs } from './ambient.ts';
import { commonInputs } from './common-inputs.ts';
import type { Env } from './context.ts';
import { readContext } from './context.ts';
import { failed, finish, finishErrand } from './finish.ts';
import type { Load } from './load.ts';
import { loadConfig } from './load-config.ts';
import { type Log, runnerLog } from './log.ts';
import { openSession } from './open-session.ts';
import { setErrorOutputs } from './outputs.ts';
import { readInputs } from './read-inputs.ts';
import type { Session } from './session.ts';

// A run validates a handful of values with each schema: compiling schemas to code first costs more than it saves.
z.config({ jitless: true });

/** Configuration and input errors; everything else that fails without a verdict exits with 1. */
const exitInput = 2;
const exitError = 1;

/** Runs an action as a step of a GitHub Actions job. Sets `process.exitCode`; never throws. */
export async function main(name: ActionName, load: Load, env: Env = ambient, log: Log = runnerLog): Promise<void> {
  const action = await load(name);
  try {
    process.exitCode = await runAction(action, load, env, log);
  } catch (error) {
    process.exitCode = explain(error, log);
    setErrorOutputs(action);
  }
}

/** Runs the clean-up of an action after the job's steps. A failure here is a warning: the verdict stands. */
export async function post(name: ActionName, load: Load, env: Env = ambient, log: Log = runnerLog): Promise<void> {
  try {
    const action = await load(name);
    const session = await sessionOf(action, load, env, log);
    await session.closeAbandonedCheck();
    await action.post?.(session.ports);
  } catch (error) {
    log.warning(`post ${name}: ${messageOf(error)}`);
  }
}

async function runAction(action: Action, load: Load, env: Env, log: Log): Promise<number> {
  const session = await sessionOf(action, load, env, log);
  const isErrand = action.isErrand?.(session.inputs) ?? false;
  if (!isErrand) await session.openCheck();
  try {
    const outcome = await action.run(session.inputs, session.ports);
    if ('body' in outcome) await finish(session, outcome);
    else await finishErrand(session, outcome);
    return outcome.exitCode;
  } catch (error) {
    const exitCode = explain(error, log);
    if (isErrand) setErrorOutputs(action);
    else await failed(session, messageOf(error));
    return exitCode;
  }
}

async function sessionOf(action: Action, load: Load, env: Env, log: Log): Promise<Session> {
  const run = readContext(env);
  const workflow = workflowInputs(env);
  for (const [name, { secret }] of Object.entries({ ...commonInputs, ...action.inputs } as Action['inputs'])) {
    if (secret) mask(workflow.get(name));
  }
  const loaded = await loadConfig(workflow.get('config'), env, run);
  const inputs = readInputs(
    { ...commonInputs, ...action.inputs },
    { action: action.name, workflow, config: loaded.config },
  );
  return openSession({ action, inputs: inputs as Session['inputs'], run, env, log, loaded, load });
}

/** Masks every line of a secret: the runner masks line by line. */
function mask(secret: string | undefined): void {
  for (const line of (secret ?? '').split(/\r?\n/)) if (line.trim()) core.setSecret(line);
}

/** Prints an error the way its kind asks for and returns the exit code. */
function explain(thrown: unknown, log: Log): number {
  const error = fullDisk(thrown, 'this step') ?? thrown;
  if (error instanceof InputError) {
    for (const line of error.message.split('\n')) log.error(line);
    return exitInput;
  }
  log.error(messageOf(error));
  if (!(error instanceof GateRefused || error instanceof ServiceError) && error instanceof Error && error.stack) {
    log.info(`This is a defect of ml-actions; please report it with these lines:\n${error.stack}`);
  }
  return exitError;
}
