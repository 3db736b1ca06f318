import { join } from 'node:path';
import { InputError } from '@ml-actions/core/error';
import { type ActionManifest, readActionManifest } from './action-manifest.ts';
import { type Ended, type JobState, scopeOf } from './job-state.ts';
import type { StandIn } from './machine.ts';
import { pathOf, runProcess } from './run-process.ts';
import { filled, filledAll } from './template.ts';
import type { ActionStep } from './workflow.ts';

/** Runs the action of a `uses:` step. */
export async function runAction(
  state: JobState,
  step: ActionStep,
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const found = state.machine.action(step.uses);
  const given = filledAll(step.with, scopeOf(state, env));
  if (found === undefined) throw new InputError(`${step.uses}: there is no such action here.`);
  if (typeof found === 'string') return runJavaScript(state, await readActionManifest(found), given, name, env);
  return runStandIn(state, found, given, name, env);
}

/** A JavaScript action: `main` now, `post` at the job's end with the state that `main` saved. */
async function runJavaScript(
  state: JobState,
  manifest: ActionManifest,
  given: Readonly<Record<string, string>>,
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const scope = scopeOf(state, env);
  const defaults = [...manifest.inputs].map(([input, template]) => [input, filled(template, scope)]);
  const inputs = { ...Object.fromEntries(defaults), ...given };
  const variables = { ...env, ...prefixed('INPUT_', inputs, upper) };
  const script = (file: string) => [state.machine.node, join(manifest.directory, file)] as const;
  let saved: Readonly<Record<string, string>> = {};
  const { post } = manifest;
  if (post !== undefined) {
    const run = () =>
      runProcess(state, `Post ${name}`, script(post), { ...variables, ...prefixed('STATE_', saved, (key) => key) });
    state.posts.push({ name: `Post ${name}`, if: manifest.postIf, run });
  }
  const ended = await runProcess(state, name, script(manifest.main), variables);
  saved = ended.state;
  return ended;
}

/** How the runner spells an input in the environment. */
const upper = (name: string): string => name.replaceAll(' ', '_').toUpperCase();

const prefixed = (prefix: string, values: Readonly<Record<string, string>>, spell: (key: string) => string) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}${spell(key)}`, value]));

async function runStandIn(
  state: JobState,
  standIn: StandIn,
  inputs: Readonly<Record<string, string>>,
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const { machine, job, place, github } = state;
  const lines: string[] = [];
  const log = (line: string) => {
    lines.push(line);
    machine.onLine?.(line, job.id, name);
  };
  const all = { ...machine.env, PATH: pathOf(state), ...state.env, ...env };
  const done = await standIn({
    inputs,
    workspace: place.workspace,
    env: all,
    github,
    serverUrl: machine.forge.serverUrl,
    log,
  });
  state.path.unshift(...(done.path ?? []));
  return { ok: true, lines };
}
