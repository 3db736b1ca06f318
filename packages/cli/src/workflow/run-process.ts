import { delimiter, join } from 'node:path';
import { runCommand } from '@ml-actions/core/exec/command';
import { commandFiles } from './command-files.ts';
import type { Ended, JobState } from './job-state.ts';
import { logReader } from './log-commands.ts';

/** The runner's own patience after it has asked a step to stop (actions/runner, ProcessInvoker.cs): milliseconds. */
const GRACE_MS = 7_500;

/** Runs a step's process as the runner does and takes in what it leaves: outputs, state, environment, path, log. */
export async function runProcess(
  state: JobState,
  name: string,
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<Ended & { readonly state: Readonly<Record<string, string>> }> {
  const { machine, job, place } = state;
  const files = await commandFiles(join(state.directory, 'files', `${state.steps.size}-${name.replace(/\W+/g, '-')}`));
  const log = logReader(state.masks);
  const { exitCode } = await runCommand(argv, {
    cwd: place.workspace,
    env: { ...machine.env, PATH: pathOf(state), ...state.env, ...env, ...state.variables, ...files.variables },
    graceMs: GRACE_MS,
    onLine: (line) => {
      const shown = log.read(line);
      machine.onLine?.(shown, job.id, name);
    },
    // what runs after the cancellation (always(), post) is let finish
    ...(machine.cancel && state.status !== 'cancelled' && { abort: machine.cancel }),
  });
  const written = await files.read();
  Object.assign(state.env, written.env);
  state.path.unshift(...written.path.toReversed());
  return {
    ok: exitCode === 0,
    outputs: written.outputs,
    summary: written.summary,
    state: written.state,
    annotations: log.annotations,
    lines: log.lines,
  };
}

export const pathOf = ({ machine, path }: JobState): string => [...path, machine.env.PATH ?? ''].join(delimiter);
