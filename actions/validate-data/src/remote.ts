import { join } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Remote } from './check-files.ts';
import type { ValidateInputs } from './inputs.ts';

/**
 * What `remote` names, fetched into the job's own directory. It happens in this process, so that whoever reads the data
 * has neither the credentials nor a need of the network.
 *
 * @throws InputError, ServiceError as `fetchRemote`
 */
export async function remoteOf(inputs: ValidateInputs, { run, env, log, signal }: Ports): Promise<Remote | null> {
  const { remote, 'max-bytes': maxBytes } = inputs;
  if (remote === undefined || remote.length === 0) return null;
  if (maxBytes === 0)
    throw inputProblem({ where: 'max-bytes', what: 'nothing can be fetched', got: '0', expected: 'bytes, at least 1' });
  const { fetchRemote } = await import('@ml-actions/data/remote/fetch-remote');
  const cache = join(run.temp, 'ml-actions-remote');
  const fetched = await fetchRemote(remote, { cache, env, signal, ...(maxBytes !== undefined && { maxBytes }) });
  const bytes = fetched.reduce((sum, { size }) => sum + size, 0);
  log.info(`remote: ${fetched.length} object(s), ${bytes} bytes`);
  return { cache, fetched };
}
