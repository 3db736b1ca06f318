import type { Ports } from '@ml-actions/core/runner/ports';
import type { Remote } from '@ml-actions/data/remote/fetch-for-run';
import type { ValidateInputs } from './inputs.ts';

/**
 * What `remote` names, fetched into the job's own directory. It happens in this process, so that whoever reads the data
 * has neither the credentials nor a need of the network.
 *
 * @throws InputError, ServiceError as `fetchForRun`
 */
export async function remoteOf(inputs: ValidateInputs, ports: Ports): Promise<Remote | null> {
  const { remote = [], 'max-bytes': maxBytes } = inputs;
  if (remote.length === 0) return null;
  const { fetchForRun } = await import('@ml-actions/data/remote/fetch-for-run');
  return fetchForRun(remote, maxBytes, ports);
}
