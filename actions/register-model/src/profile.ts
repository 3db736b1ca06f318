import { readFile } from 'node:fs/promises';
import { parseJson } from '@ml-actions/core/json/canonical';
import { inside } from '@ml-actions/core/path/inside';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import type { LoadedRecord } from '@ml-actions/core/record/record';

/**
 * The reference profile that train built, for drift-check; null when it built none.
 *
 * @throws InputError when the file is gone or no JSON
 */
export async function readProfile(training: LoadedRecord<TrainPredicate> | null): Promise<Uint8Array | null> {
  const output = training?.predicate.outputs.find(({ role }) => role === 'profile');
  if (!training || !output) return null;
  const bytes = await readFile(await inside(training.root, output.path, 'profile'));
  parseJson(bytes, output.path);
  return bytes;
}
