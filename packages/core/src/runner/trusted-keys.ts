import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { inputProblem } from '../error.ts';
import type { GitHub } from '../github/client.ts';
import { inside } from '../path/inside.ts';
import { defaultConfigPath } from './config.ts';
import type { RunContext } from './context.ts';
import type { LoadedConfig } from './load-config.ts';

/** Public keys of `trust.keys`: PEM texts as they are, everything else as a file beside the configuration. */
export async function readKeys(
  keys: readonly string[],
  directory: string,
  workspace: string,
): Promise<readonly string[]> {
  return Promise.all(
    keys.map(async (key) =>
      key.includes('-----BEGIN')
        ? key
        : readFile(await inside(workspace, relative(workspace, resolve(directory, key)), 'trust.keys'), 'utf8'),
    ),
  );
}

/**
 * The keys whose signatures count in this run. A job without a checkout has no configuration, which must not read as
 * "no keys are trusted": there the commit is asked, as far as there is a token.
 *
 * @throws InputError when the commit has a configuration that this workspace lacks
 * @throws ServiceError when nobody could look
 */
export async function trustedKeys(
  { path, config, directory }: LoadedConfig,
  run: Pick<RunContext, 'workspace' | 'sha' | 'isTrusted'>,
  github: (() => Promise<GitHub>) | null,
): Promise<readonly string[]> {
  if (path === null && run.isTrusted && github && (await isCommitted(defaultConfigPath, run, await github())))
    throw inputProblem({
      where: defaultConfigPath,
      what: 'is in the commit, but not in this job’s workspace, so nobody knows which signatures and policies count',
      next: 'Run actions/checkout first.',
    });
  return readKeys(config.shared.trust?.keys ?? [], directory, run.workspace);
}

async function isCommitted(path: string, { sha }: Pick<RunContext, 'sha'>, github: GitHub): Promise<boolean> {
  const { readContents } = await import('../github/contents.ts');
  return (await readContents(github, path, sha)) !== undefined;
}
