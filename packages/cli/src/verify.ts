import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { tryGit } from '@ml-actions/core/exec/git';
import { quoted } from '@ml-actions/core/path/inside';
import { ambient, type Env } from '@ml-actions/core/runner/ambient';
import { loadConfig } from '@ml-actions/core/runner/load-config';
import { inert } from '@ml-actions/core/runner/log';
import { readTrust } from '@ml-actions/core/runner/trust';
import { openStore } from '@ml-actions/core/store/open';
import type { Store } from '@ml-actions/core/store/store';
import { type Verified, verifyStore } from '@ml-actions/registry/verify';

/** Where the command looks and speaks. */
export interface Verifying {
  readonly directory: string;
  readonly env: Env;
  readonly print: (line: string) => void;
}

const here = (): Verifying => ({ directory: process.cwd(), env: ambient, print: (line) => console.log(line) });

/**
 * `ml-actions verify [--store file:DIR|OWNER/REPO]`: holds every record, version, alias and blob of the record store
 * of the repository around the directory against its digests, and signatures against whom `trust` names. Without
 * `--store` it is the one of `ml-actions.yml`. Sets exit code 1 when something is wrong.
 *
 * @throws InputError for another option, for a store that holds nothing; ServiceError when the store cannot be read
 */
export async function verify(options: ReadonlyMap<string, string>, at: Verifying = here()): Promise<void> {
  const unknown = [...options.keys()].find((name) => name !== 'store');
  if (unknown !== undefined)
    throw inputProblem({ where: `--${unknown}`, what: 'is not an option of verify', expected: '--store' });
  const workspace = (await ask(['rev-parse', '--show-toplevel'], at)) ?? at.directory;
  const { config, directory } = await loadConfig(undefined, at.env, { workspace });
  const store = await open(options.get('store') ?? config.shared.store, workspace, at);
  const view = await store.view();
  if (view.revision === null)
    throw inputProblem({
      where: 'store',
      what: `${store.description} holds nothing yet`,
      next: 'Name another with `--store`.',
    });
  const trust = await readTrust(config, directory, workspace);
  const verified = await verifyStore(view, { workspace, trust });
  for (const line of linesOf(verified, store.description)) at.print(inert(line));
  if (verified.problems.length > 0) process.exitCode = 1;
}

async function open(spec: string | undefined, workspace: string, at: Verifying): Promise<Store> {
  const remoteUrl = await ask(['remote', 'get-url', 'origin'], at);
  const token = at.env.GITHUB_TOKEN;
  return openStore(spec, {
    remoteUrl,
    ...(token && { token }),
    workspace,
    cacheDir: join(at.env.RUNNER_TEMP ?? tmpdir(), 'ml-actions', 'store'),
    env: at.env,
  });
}

async function ask(args: readonly string[], { directory, env }: Verifying): Promise<string | undefined> {
  const { exitCode, stdout } = await tryGit(args, { cwd: directory, env });
  const text = Buffer.from(stdout).toString().trim();
  return exitCode === 0 && text !== '' ? text : undefined;
}

/** What was looked at and what is wrong, for people. */
export function linesOf({ checked, gaps, problems }: Verified, store: string): readonly string[] {
  const counted = Object.entries(checked).map(([what, count]) => `${count} ${count === 1 ? singular(what) : what}`);
  return [
    `${store}: ${counted.join(', ')}`,
    ...gaps.map((gap) => `  ${quoted(gap)}: the number was taken, but the version was never finished (harmless)`),
    ...problems.map(({ path, problem }) => `  ${quoted(path)}: ${problem.replace(/\s+/g, ' ')}`),
    problems.length === 0 ? 'Everything is as it was written.' : `${problems.length} wrong.`,
  ];
}

const singular = (what: string): string => (what === 'aliases' ? 'alias' : what.replace(/s$/, ''));
