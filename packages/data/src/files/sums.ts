import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { inside, isWithin, quoted } from '@ml-actions/core/path/inside';
import type { Files } from '../block.ts';

/** A line of `sha256sum` (GNU coreutils): the digest, a space, a space or `*`, the path. */
const LINE = /^([0-9a-f]{64}) [ *](.+)$/;

/** What a manifest lists: digests by path, relative to the workspace with `/` between parts. */
export type Sums = ReadonlyMap<string, string>;

/**
 * The manifest of `sha256sum` at a path of the contract. Paths in it are relative to its directory; nothing is looked for
 * on the disk.
 * @throws InputError for one that is not there or outside the workspace, and naming the line that is none of `sha256sum`,
 * leads out of the workspace or contradicts another
 */
export async function readSums(path: string, { workspace, base }: Files): Promise<Sums> {
  const name = relative(workspace, resolve(base, path));
  const file = await inside(workspace, name, 'sums');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw inputProblem({
      where: name,
      what: 'cannot be read',
      got: error.code ?? 'an error',
      expected: 'a file of sha256sum',
    });
  });
  const sums = new Map<string, string>();
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    const where = `${name}:${at + 1}`;
    const [, digest = '', listed = ''] = LINE.exec(line) ?? [];
    if (listed === '') throw inputProblem({ where, what: 'is no line of sha256sum', expected: 'DIGEST  PATH' });
    const known = pathIn(workspace, resolve(workspace, dirname(name), listed), where);
    if ((sums.get(known) ?? digest) !== digest)
      throw inputProblem({ where, what: 'another line has another digest', got: quoted(known) });
    sums.set(known, digest);
  }
  return sums;
}

function pathIn(workspace: string, file: string, where: string): string {
  if (isWithin(workspace, file)) return relative(workspace, file).replaceAll('\\', '/');
  throw inputProblem({
    where,
    what: 'the path leads out of the workspace',
    expected: 'paths relative to the directory of the manifest',
  });
}
