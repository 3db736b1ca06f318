import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileDigest } from '@ml-actions/core/json/digest';
import { inside } from '@ml-actions/core/path/inside';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { packagesOf } from './packages.ts';
import { filesAtOrNone, fromBase, type NamedFile, type Place, recorded } from './place.ts';

type Environment = TrainPredicate['environment'];

/** The most exact first; `requirements.txt` is often no lock at all, so that it stands last. */
const NAMES = [
  'uv.lock',
  'pylock.toml',
  'poetry.lock',
  'Pipfile.lock',
  'conda-lock.yml',
  'requirements.lock',
  'requirements.txt',
  'requirements*.txt',
  'requirements/*.txt',
];
/** No lock file seen comes near it. */
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * The lock file and the package versions that it pins: the one that is named, else the first known name beside the
 * command, else at the top of the workspace.
 *
 * @throws InputError when a file that was named is missing or leaves the workspace
 */
export async function readLockfile(
  place: Place,
  named: string | undefined,
): Promise<Pick<Environment, 'lockfile' | 'packages'>> {
  const file = named === undefined ? await detected(place) : await given(place, named);
  if (!file) return { lockfile: null, packages: {} };
  const digest = await fileDigest(file.absolute);
  const readable = digest.size <= MAX_BYTES;
  const packages = readable ? packagesOf(basename(file.path), await readFile(file.absolute, 'utf8')) : {};
  return { lockfile: { path: file.path, ...digest }, packages };
}

async function given(place: Place, path: string): Promise<NamedFile> {
  const absolute = await inside(place.workspace, fromBase(place, path), 'lockfile');
  return { absolute, path: recorded(place, absolute) };
}

async function detected(place: Place): Promise<NamedFile | undefined> {
  for (const base of new Set([place.base, place.workspace])) {
    for (const name of NAMES) {
      const [file] = await filesAtOrNone({ ...place, base }, name, 'lockfile');
      if (file) return file;
    }
  }
  return undefined;
}
