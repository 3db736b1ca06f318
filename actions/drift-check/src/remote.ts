import type { Ports } from '@ml-actions/core/runner/ports';
import type { Remote } from '@ml-actions/data/remote/fetch-for-run';
import type { DriftInputs } from './inputs.ts';
import { isRemote } from './place.ts';

/**
 * What the inputs name by URI, fetched before anything is read; null where all is in the workspace or a warehouse.
 * @throws InputError, ServiceError as `fetchForRun`
 */
export async function remoteOf(inputs: DriftInputs, ports: Ports): Promise<Remote | null> {
  const uris = [...new Set(namedFiles(inputs).filter(isRemote))];
  if (uris.length === 0) return null;
  const { fetchForRun } = await import('@ml-actions/data/remote/fetch-for-run');
  return fetchForRun(uris, inputs['max-bytes'], ports);
}

/** Everything that may be a file: a name of a column is never an address. */
function namedFiles({ current, predictions, truth, engine, reference }: DriftInputs): string[] {
  const data = engine === 'duckdb' ? [...current, predictions, truth] : [];
  const [, file] = /^path:(.*)$/s.exec(reference.trim()) ?? [];
  return [...data, file].filter((path) => path !== undefined);
}
