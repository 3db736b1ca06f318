import { stat } from 'node:fs/promises';
import type { NamedFile } from './place.ts';

/** Path below the workspace -> what changes whenever the file is written. */
export type Stamps = ReadonlyMap<string, string>;

/**
 * Takes the stamps of files: which file it is, its size, its times in nanoseconds. The system sets the change time
 * itself at every write, rename or change of metadata (POSIX.1-2024, file times update), so that a command that writes
 * the same bytes again is seen, and one that sets the modification time back is seen too.
 */
export async function stampsOf(files: readonly NamedFile[]): Promise<Stamps> {
  const stamps = new Map<string, string>();
  for (const { path, absolute } of files) {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(absolute, { bigint: true });
    stamps.set(path, [absolute, dev, ino, size, mtimeNs, ctimeNs].join(' '));
  }
  return stamps;
}

/** The files whose stamp is still what it was. */
export async function untouched<F extends NamedFile>(files: readonly F[], before: Stamps): Promise<readonly F[]> {
  const now = await stampsOf(files);
  return files.filter(({ path }) => before.has(path) && before.get(path) === now.get(path));
}
