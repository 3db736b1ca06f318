import { realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { InputError, inputProblem } from '@ml-actions/core/error';
import { inside } from '@ml-actions/core/path/inside';
import { type WalkedFile, walk } from '@ml-actions/core/path/walk';

/** Where a run takes place: both directories real (links resolved), `base` inside `workspace`. */
export interface Place {
  readonly workspace: string;
  /** the command's directory; relative paths of inputs start here */
  readonly base: string;
}

/** A file that an input names: under which path the record knows it, and where its bytes are. */
export interface NamedFile extends WalkedFile {
  /** relative to the workspace, with `/` */
  readonly path: string;
}

/** @throws InputError when the directory is missing, is a file, or leaves the workspace */
export async function openPlace(workspace: string, base: string): Promise<Place> {
  const root = await realpath(workspace);
  const where = 'working-directory';
  const real = await inside(workspace, relative(workspace, base) || '.', where);
  if (!(await stat(real)).isDirectory()) {
    throw inputProblem({ where, what: 'is not a directory', next: 'Name the directory that the command starts in.' });
  }
  return { workspace: root, base: real };
}

/** A path as an input gives it, relative to the workspace. */
export const fromBase = ({ workspace, base }: Place, path: string): string =>
  relative(workspace, resolve(base, path)) || '.';

/** A path below the workspace as records hold it. */
export const recorded = ({ workspace }: Place, absolute: string): string =>
  relative(workspace, absolute).split(sep).join('/').normalize('NFC');

/**
 * The files that a path, directory or glob names, and the directory that they stand in.
 *
 * @throws InputError as `walk`
 */
export async function filesAt(
  place: Place,
  path: string,
  where: string,
): Promise<{ readonly directory: string; readonly files: readonly NamedFile[] }> {
  const { base, files } = await walk(place.workspace, fromBase(place, path), where);
  return { directory: base, files: files.map((file) => ({ ...file, path: recorded(place, join(base, file.path)) })) };
}

/** As `filesAt`, but what cannot be listed is no file: for looking at what was there before. */
export async function filesAtOrNone(place: Place, path: string, where: string): Promise<readonly NamedFile[]> {
  try {
    return (await filesAt(place, path, where)).files;
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}
