import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { inputProblem } from '../error.ts';
import type { GitHub } from '../github/client.ts';
import { inside } from '../path/inside.ts';
import { nobody, type Trust } from '../record/signature.ts';
import { type Config, defaultConfigPath } from './config.ts';
import type { RunContext } from './context.ts';
import type { LoadedConfig } from './load-config.ts';

/**
 * Whose signatures `trust` names: PEM texts as they are, everything else as a file beside the configuration.
 *
 * @throws InputError for a file that is missing or leaves the workspace
 */
export async function readTrust(
  { shared: { trust } }: Pick<Config, 'shared'>,
  directory: string,
  workspace: string,
): Promise<Trust> {
  if (!trust) return nobody;
  const read = async (path: string, where: string) =>
    readFile(await inside(workspace, relative(workspace, resolve(directory, path)), where), 'utf8');
  return {
    keys: await Promise.all(
      (trust.keys ?? []).map((key) => (key.includes('-----BEGIN') ? key : read(key, 'trust.keys'))),
    ),
    identities: trust.identities ?? [],
    root: trust.root === undefined ? null : await read(trust.root, 'trust.root'),
  };
}

/**
 * Whose signatures count in this run. A job without a checkout has no configuration, which must not read as
 * "nobody is trusted": there the commit is asked, as far as there is a token.
 *
 * @throws InputError when the commit has a configuration that this workspace lacks
 * @throws ServiceError when nobody could look
 */
export async function trustOf(
  { path, config, directory }: LoadedConfig,
  run: Pick<RunContext, 'workspace' | 'sha' | 'isTrusted'>,
  github: (() => Promise<GitHub>) | null,
): Promise<Trust> {
  if (path === null && run.isTrusted && github && (await isCommitted(defaultConfigPath, run, await github())))
    throw inputProblem({
      where: defaultConfigPath,
      what: 'is in the commit, but not in this job’s workspace, so nobody knows which signatures and policies count',
      next: 'Run actions/checkout first.',
    });
  return readTrust(config, directory, run.workspace);
}

async function isCommitted(path: string, { sha }: Pick<RunContext, 'sha'>, github: GitHub): Promise<boolean> {
  const { readContents } = await import('../github/contents.ts');
  return (await readContents(github, path, sha)) !== undefined;
}
