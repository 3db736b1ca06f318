import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { inputProblem } from '../error.ts';
import { tryGit } from '../exec/git.ts';
import { originOf } from '../exec/origin.ts';
import { ambient, type Env } from './ambient.ts';
import { laptopEvent } from './context.ts';
import type { Log } from './log.ts';

const files = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'] as const;

export interface Laptop {
  readonly env: Env;
  /** what the action wrote for people, in Markdown */
  readonly summary: () => string;
  /** the action's outputs as the runner's file has them */
  readonly outputs: () => string;
}

/**
 * Sets the process up as a runner would, from the git repository around the directory: the commit, the repository's
 * name, and files for outputs and summary. The event is `local`, which nothing trusts.
 *
 * @throws InputError outside a git repository with at least one commit
 */
export async function setUpLaptop(directory: string, inputs: ReadonlyMap<string, string>): Promise<Laptop> {
  const folder = mkdtempSync(join(tmpdir(), 'ml-actions-'));
  const workspace = await ask(directory, ['rev-parse', '--show-toplevel']);
  const sha = await ask(directory, ['rev-parse', 'HEAD']);
  if (!workspace || !sha) {
    throw inputProblem({
      where: directory,
      what: 'is not in a git repository with a commit',
      next: 'Run `git init` and commit first.',
    });
  }
  const origin = (await originOf(directory, ambient)) ?? '';
  const env: Record<string, string> = {
    GITHUB_REPOSITORY: /([^/:]+\/[^/]+?)(\.git)?$/.exec(origin)?.[1] ?? `local/${basename(workspace)}`,
    GITHUB_EVENT_NAME: laptopEvent,
    GITHUB_REF: (await ask(directory, ['symbolic-ref', 'HEAD'])) ?? '',
    GITHUB_SHA: sha,
    GITHUB_WORKSPACE: workspace,
    GITHUB_RUN_ID: '0',
    RUNNER_TEMP: join(folder, 'temp'),
  };
  for (const name of files) {
    env[name] = join(folder, name);
    writeFileSync(env[name], '');
  }
  for (const [name, value] of inputs) env[`INPUT_${name.toUpperCase()}`] = value;
  Object.assign(process.env, env);
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  return {
    env: { ...ambient, ...env },
    summary: () => read('GITHUB_STEP_SUMMARY'),
    outputs: () => read('GITHUB_OUTPUT'),
  };
}

async function ask(cwd: string, args: readonly string[]): Promise<string | undefined> {
  const { exitCode, stdout } = await tryGit(args, { cwd, env: ambient });
  return exitCode === 0 ? Buffer.from(stdout).toString().trim() : undefined;
}

/** The log of a terminal: plain lines, no commands of the runner. */
export const terminalLog: Log = {
  info: (text) => console.log(text),
  notice: (text) => console.log(text),
  warning: (text) => console.error(`warning: ${text}`),
  error: (text) => console.error(`error: ${text}`),
  async group(title, body) {
    console.log(title);
    return body();
  },
};
