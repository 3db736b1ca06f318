import { open } from 'node:fs/promises';
import { inputProblem } from '@ml-actions/core/error';
import { insideNew, quoted } from '@ml-actions/core/path/inside';

/** How a profile begins, however it is laid out. */
const BEGINNING = /^\s*\{[^{}]{0,200}"format"\s*:\s*"ml-actions-profile"/;
const HEAD_BYTES = 512;

/**
 * Where a profile goes: a new file or an earlier profile. Anything else is data, a contract or code that a mistyped path
 * would destroy.
 * @param path relative to the workspace
 * @returns the absolute path
 * @throws InputError when it leaves the workspace, or something else stands there
 */
export async function profilePlace(workspace: string, path: string): Promise<string> {
  const where = 'profile-out';
  const file = await insideNew(workspace, path, where);
  if (!(await isFree(file)))
    throw inputProblem({
      where,
      what: `${quoted(path)} is there already, and is no profile`,
      expected: 'a new file, or an earlier profile',
    });
  return file;
}

async function isFree(file: string): Promise<boolean> {
  try {
    await using handle = await open(file, 'r');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return BEGINNING.test(buffer.toString('utf8', 0, bytesRead));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
