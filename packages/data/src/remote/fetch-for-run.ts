import { join } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import type { Ports } from '@ml-actions/core/runner/ports';
import { anonymous } from './access.ts';
import { type FetchedFile, fetchRemote } from './fetch-remote.ts';

/** Remote objects of a run, and the directory they are in. */
export interface Remote {
  /** absolute */
  readonly cache: string;
  readonly fetched: readonly FetchedFile[];
}

/**
 * Fetches what inputs name by URI into the job's own directory; nothing to fetch is null. A run of a fork or of Dependabot
 * gets public objects only: its configuration may name whatever the credentials of the runner could read.
 *
 * @param maxBytes of all objects together
 * @throws InputError, ServiceError as `fetchRemote`
 */
export async function fetchForRun(
  lines: readonly string[],
  maxBytes: number | undefined,
  { run, env, log, signal }: Pick<Ports, 'run' | 'env' | 'log' | 'signal'>,
): Promise<Remote | null> {
  if (lines.length === 0) return null;
  if (maxBytes === 0)
    throw inputProblem({ where: 'max-bytes', what: 'nothing can be fetched', got: '0', expected: 'bytes, at least 1' });
  const cache = join(run.temp, 'ml-actions-remote');
  const told = run.isFork || run.isDependabot ? anonymous(env) : env;
  const fetched = await fetchRemote(lines, { cache, env: told, signal, ...(maxBytes !== undefined && { maxBytes }) });
  const bytes = fetched.reduce((sum, { size }) => sum + size, 0);
  log.info(`remote: ${fetched.length} object(s), ${bytes} bytes`);
  return { cache, fetched };
}
