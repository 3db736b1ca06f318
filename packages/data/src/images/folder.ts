import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { isNamedAsImage } from './extension.ts';

/**
 * Names of all images below a folder, relative to it, hidden ones too: whoever trains on the folder reads these. Files
 * of other names are none. Links are not followed here.
 *
 * @param folder absolute, links resolved
 * @throws InputError for a link to a folder, which some readers of such folders follow and others do not
 */
export async function imagesBelow(folder: string, where: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const name = relative(folder, join(entry.parentPath, entry.name));
    if (entry.isSymbolicLink() && (await isFolder(join(folder, name)))) throw linkedFolder(name, where);
    if (!entry.isDirectory() && isNamedAsImage(name)) names.push(name);
  }
  return names;
}

/** A link to nothing is reported by whoever opens it. */
const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );

const linkedFolder = (name: string, where: string): Error =>
  inputProblem({
    where,
    what: `${quoted(name)} is a symbolic link to a directory`,
    next: 'Name that directory itself.',
  });
