import { servedDigest, Unproven } from './probe.ts';
import type { Directory } from './targets/directory/directory.ts';
import { unfinished } from './targets/directory/journal.ts';
import { proveRelease } from './targets/directory/release.ts';
import type { Task } from './task.ts';

/** Whether exactly this model serves already, by the record store, by its bytes in the target and by the endpoint. */
export async function isUnchanged({ version, serving, config, name }: Task, directory: Directory): Promise<boolean> {
  const digest = version.predicate.modelDigest;
  if (serving?.predicate.modelDigest !== digest || (await unfinished(directory.places.journal))) return false;
  const current = await directory.current();
  if (current?.digest !== digest || !(await holds(proveRelease(directory.places, current)))) return false;
  if (config.url === undefined) return true;
  const identity = config['identity-path'] ?? `/v2/models/${name}`;
  const seen = await servedDigest({ base: config.url.replace(/\/+$/, ''), identity, ready: '', infer: '' }).catch(
    (error: unknown) => {
      if (error instanceof Unproven) return null;
      throw error;
    },
  );
  return seen === digest;
}

const holds = (proof: Promise<void>): Promise<boolean> =>
  proof.then(
    () => true,
    () => false,
  );
