import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { VersionRecord } from '@ml-actions/core/reference/find-version';
import type { Ports } from '@ml-actions/core/runner/ports';
import { fetchModel } from '@ml-actions/registry/fetch';

/**
 * A registered model's files in a directory of their own, every byte verified against its digest.
 *
 * @throws GateRefused for bytes that are not those that were registered; ServiceError when they cannot be read
 */
export async function fetchedModel(version: VersionRecord, { run, store }: Ports): Promise<string> {
  const into = join(run.temp, 'ml-actions', 'models', version.predicate.modelDigest);
  await rm(into, { recursive: true, force: true });
  await fetchModel(version, into, { view: await (await store()).view(), workspace: run.workspace });
  return into;
}
