import { lstat, realpath, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { type InputError, inputProblem } from '../error.ts';
import { withoutQuery } from './address.ts';

/** Windows opens these names as devices in every directory, whatever the extension (Naming Files, Win32 docs). */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;

/**
 * The real absolute path of an existing file or directory that lies inside `root`.
 * `candidate` is relative to `root` or absolute; symbolic links are resolved before containment is judged.
 *
 * @param where the input's name, for the message
 * @throws InputError when it is missing, leaves `root` (by `..`, an absolute path or a symbolic link), holds a NUL,
 * or is neither a regular file nor a directory
 */
export async function inside(root: string, candidate: string, where = 'path'): Promise<string> {
  const wanted = lexical(root, candidate, where);
  const real = await realpath(wanted).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(error, candidate, where);
  });
  await contained(root, real, candidate, where);
  const facts = await stat(real);
  if (!facts.isFile() && !facts.isDirectory()) {
    throw inputProblem({
      where,
      what: `${quoted(candidate)} is a device, socket or pipe`,
      expected: 'a file or directory',
    });
  }
  return real;
}

/**
 * As `inside`, for a path that need not exist yet: its nearest existing parent must lie inside `root`.
 *
 * @returns the absolute path, its existing part resolved
 * @throws InputError as `inside`; also when the path ends in a symbolic link to nothing
 */
export async function insideNew(root: string, candidate: string, where = 'path'): Promise<string> {
  let existing = lexical(root, candidate, where);
  const missing: string[] = [];
  while (!(await present(existing))) {
    missing.unshift(path.basename(existing));
    const parent = path.dirname(existing);
    if (parent === existing) break;
    existing = parent;
  }
  const real = await realpath(existing).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(error, candidate, where);
  });
  await contained(root, real, candidate, where);
  if (missing.length > 0 && !(await stat(real)).isDirectory()) {
    throw inputProblem({ where, what: `a parent of ${quoted(candidate)} is not a directory` });
  }
  return missing.length === 0 ? inside(root, candidate, where) : path.join(real, ...missing);
}

/** Whether the absolute path `inner` is `outer` or below it; both already resolved. */
export function isWithin(outer: string, inner: string): boolean {
  const relative = path.relative(outer, inner);
  return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

function lexical(root: string, candidate: string, where: string): string {
  if (candidate === '')
    throw inputProblem({ where, what: 'the path is empty', expected: 'a path inside the workspace' });
  if (candidate.includes('\0')) throw inputProblem({ where, what: 'the path contains a NUL character' });
  if (process.platform === 'win32') refuseWindowsNames(candidate, where);
  return path.resolve(root, candidate);
}

function refuseWindowsNames(candidate: string, where: string): void {
  const names = candidate.replace(/^[a-z]:/i, '').split(/[\\/]/);
  const bad = names.find((name) => WINDOWS_DEVICE.test(name.trim()) || name.includes(':'));
  if (bad !== undefined) throw inputProblem({ where, what: `${quoted(candidate)} names a device or a data stream` });
}

async function contained(root: string, real: string, candidate: string, where: string): Promise<void> {
  const realRoot = await realpath(root);
  if (isWithin(realRoot, real)) return;
  throw inputProblem({
    where,
    what: `${quoted(candidate)} leaves the directory it must stay in`,
    next: 'Name a path inside it; symbolic links that point outside are not followed.',
  });
}

const present = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
  );

function unreadable(error: NodeJS.ErrnoException, candidate: string, where: string): InputError {
  const reasons: Record<string, string> = {
    ENOENT: 'does not exist',
    ENOTDIR: 'does not exist',
    EACCES: 'cannot be read with these permissions',
    ELOOP: 'is a loop of symbolic links',
    ENAMETOOLONG: 'is too long',
  };
  return inputProblem({
    where,
    what: `${quoted(candidate)} ${reasons[error.code ?? ''] ?? `cannot be opened (${error.code})`}`,
  });
}

const LONGEST_QUOTED = 200;
/** Enough to hold any address whole: a password that is cut would not be known as one. */
const LOOKED_AT = 10_000;

/** A hostile name made safe for one line of text: JSON quoting escapes control characters, and addresses lose their query. */
export function quoted(name: string): string {
  const told = withoutQuery(name.slice(0, LOOKED_AT));
  return JSON.stringify(told.length > LONGEST_QUOTED ? `${told.slice(0, LONGEST_QUOTED)}...` : told);
}
