import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { inside, isWithin, quoted } from '@ml-actions/core/path/inside';

/** Where data lies. */
export interface Place {
  /** the workspace; every file must really lie inside */
  readonly root: string;
  /** absolute directories outside that links inside may lead into, where somebody can list such */
  readonly caches?: readonly string[];
}

/**
 * As `inside`, or a file in one of the caches that a link inside the workspace leads to: tools that version data (DVC,
 * git-annex) keep it once for many workspaces, and link it.
 * @throws InputError as `inside`; naming the input, for a link that leads elsewhere
 */
export async function insideOrLinked({ root, caches }: Place, path: string, where: string): Promise<string> {
  const named = resolve(root, path);
  const real = caches && isWithin(root, named) && (await realpath(named).catch(() => undefined));
  if (!real || isWithin(await realpath(root), real)) return inside(root, path, where);
  for (const cache of caches) if (isWithin(await realpath(cache), real) && (await stat(real)).isFile()) return real;
  throw inputProblem({
    where,
    what: `${quoted(path)} is a link that leads out of the workspace`,
    next: 'Link single files, and list the directory that holds them, such as a shared DVC cache, in `shared-cache`; no link of a fork is followed.',
  });
}
