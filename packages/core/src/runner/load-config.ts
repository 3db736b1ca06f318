import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { inputProblem } from '../error.ts';
import { inside } from '../path/inside.ts';
import { type Config, defaultConfigPath, emptyConfig, parseConfig } from './config.ts';
import type { Env, RunContext } from './context.ts';

export interface LoadedConfig {
  readonly config: Config;
  /** path of the file relative to the workspace; null when there is none */
  readonly path: string | null;
  /** absolute directory that the file's paths are relative to */
  readonly directory: string;
}

/**
 * Reads the configuration: the input `config`, else `ML_ACTIONS_CONFIG`, else `ml-actions.yml` where it exists.
 *
 * @throws InputError when a file that was named is missing, leaves the workspace, or is no configuration.
 */
export async function loadConfig(
  named: string | undefined,
  env: Env,
  run: Pick<RunContext, 'workspace'>,
): Promise<LoadedConfig> {
  const given = named || env.ML_ACTIONS_CONFIG;
  const path = relative(run.workspace, resolve(run.workspace, given || defaultConfigPath));
  const text = await inside(run.workspace, path, 'config')
    .then((file) => readFile(file, 'utf8'))
    .catch((error: unknown) => {
      if (!given) return null;
      throw error;
    });
  if (text === null) return { config: emptyConfig, path: null, directory: run.workspace };
  if (text.trim() === '')
    throw inputProblem({
      where: path,
      what: 'the configuration is empty',
      expected: 'version: 1 and sections',
      next: 'Fill it or delete it.',
    });
  return { config: parseConfig(text, path), path, directory: dirname(resolve(run.workspace, path)) };
}
