import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError, ServiceError } from '@ml-actions/core/error';
import { holds } from './expression.ts';
import { type Ended, type JobState, type Post, type StepResult, scopeOf } from './job-state.ts';
import { runAction } from './run-action.ts';
import { runProcess } from './run-process.ts';
import { filled, filledAll, type Template } from './template.ts';
import type { Step } from './workflow.ts';

/** What the runner takes where a step names no shell. */
const SHELL = ['bash', '-e'] as const;

/** Runs one step if its condition holds, and lets the job know how it went. */
export async function runStep(state: JobState, step: Step): Promise<StepResult> {
  const result = await told(state, step.id, step.name, step.if, (name) => work(state, step, name));
  state.steps.set(step.id, result);
  return result;
}

/** Runs the clean-up of an earlier step; it may fail the job, but gives no outputs. */
export const runPost = (state: JobState, { name, if: condition, run }: Post): Promise<StepResult> =>
  told(state, name, name, condition, run);

/** As `measured`, and whoever watches the machine hears of the end. */
async function told(state: JobState, ...step: StepWork): Promise<StepResult> {
  const result = await measured(state, ...step);
  state.machine.onStepEnd?.(state.job.id, result);
  return result;
}

async function work(state: JobState, step: Step, name: string): Promise<Ended> {
  const env = filledAll(step.env, scopeOf(state));
  if ('uses' in step) return runAction(state, step, name, env);
  const script = join(state.place.temp, `${state.steps.size}.sh`);
  await writeFile(script, filled(step.run, scopeOf(state, env)));
  return runProcess(state, name, [...SHELL, script], env);
}

type StepWork = [id: string, title: Template, condition: string, run: (name: string) => Promise<Ended>];

async function measured(state: JobState, ...[id, title, condition, run]: StepWork): Promise<StepResult> {
  const started = performance.now();
  const result = (conclusion: StepResult['conclusion'], name: string, ended: Omit<Ended, 'ok'> = {}): StepResult => {
    const { outputs = {}, summary = '', annotations = [], lines = [] } = ended;
    return {
      id,
      name,
      conclusion,
      outputs,
      summary,
      annotations,
      lines,
      seconds: (performance.now() - started) / 1000,
    };
  };
  try {
    const name = filled(title, scopeOf(state));
    if (!holds(condition, scopeOf(state))) return result('skipped', name);
    state.machine.onStepStart?.(state.job.id, name);
    const ended = await run(name);
    if (!ended.ok) fail(state);
    return result(ended.ok ? 'success' : state.status, name, ended);
  } catch (error) {
    if (!(error instanceof InputError || error instanceof ServiceError)) throw error;
    fail(state);
    return result('failure', id, { annotations: [{ level: 'error', message: error.message }], lines: [error.message] });
  }
}

function fail(state: JobState): void {
  if (state.status === 'success') state.status = state.machine.cancel?.aborted ? 'cancelled' : 'failure';
}
