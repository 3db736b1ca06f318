import type { Dirent } from 'node:fs';
import { glob, readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { inputProblem } from '../error.ts';
import { inside, quoted } from './inside.ts';

/** More names than any model directory seen; a walk that passes it was pointed at the wrong directory. */
const MAX_FILES = 100_000;

/** Left out at the top of the listed directory, as OpenSSF Model Signing v1.0 does by default. */
export const IGNORED_NAMES: readonly string[] = ['.git', '.gitattributes', '.github', '.gitignore'];

export interface WalkedFile {
  /** relative to `base`: POSIX separators, Unicode NFC */
  readonly path: string;
  /** where its bytes are, symbolic links resolved */
  readonly absolute: string;
}

export interface Walk {
  /** the directory the names are relative to: the directory itself, a file's parent, a glob's fixed part */
  readonly base: string;
  /** sorted by code point */
  readonly files: readonly WalkedFile[];
}

/**
 * The regular files a path names: one file, every file of a directory, or a glob (`*`, `**`, `?`, `[...]`, `{...}`).
 * Deterministic on every system. Symbolic links to files inside `root` are read through, under the link's name.
 *
 * @param root nothing outside is listed
 * @param where the input's name, for messages
 * @throws InputError for links that leave `root`, links to directories, devices, names that cannot be written on every
 * system, names that differ only in case or Unicode form, and more than 100,000 files
 */
export async function walk(root: string, target: string, where = 'path'): Promise<Walk> {
  const [fixed, pattern] = splitGlob(target);
  const start = await inside(root, fixed, where);
  if (!(await stat(start)).isDirectory()) return named(root, path.dirname(start), [path.basename(start)], where);
  return named(
    root,
    start,
    pattern === undefined ? await everyFile(start, where) : await matches(start, pattern),
    where,
  );
}

/** Code point order, which is also the order of the UTF-8 bytes. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function splitGlob(target: string): [fixed: string, pattern: string | undefined] {
  const parts = target.replaceAll('\\', path.sep === '\\' ? '/' : '\\').split('/');
  const first = parts.findIndex((part) => /[*?[{]/.test(part));
  if (first === -1) return [target, undefined];
  return [parts.slice(0, first).join('/') || (target.startsWith('/') ? '/' : '.'), parts.slice(first).join('/')];
}

async function everyFile(start: string, where: string): Promise<string[]> {
  const found: string[] = [];
  const pending = [''];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const entry of await readdir(path.join(start, directory), { withFileTypes: true })) {
      if (directory === '' && IGNORED_NAMES.includes(entry.name)) continue;
      const name = path.join(directory, entry.name);
      if (entry.isDirectory()) pending.push(name);
      else found.push(name);
      if (found.length > MAX_FILES) throw tooMany(where);
    }
  }
  return found;
}

async function matches(start: string, pattern: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of glob(pattern, { cwd: start, withFileTypes: true }) as AsyncIterable<Dirent>) {
    if (!entry.isDirectory()) found.push(path.relative(start, path.join(entry.parentPath, entry.name)));
  }
  return found;
}

async function named(root: string, base: string, names: readonly string[], where: string): Promise<Walk> {
  const files = await Promise.all(names.map((name) => fileAt(root, base, name, where)));
  files.sort((a, b) => byCodePoint(a.path, b.path));
  refuseCollisions(files, where);
  return { base, files };
}

async function fileAt(root: string, base: string, name: string, where: string): Promise<WalkedFile> {
  const posix = name.split(path.sep).join('/').normalize('NFC');
  if (/[\\\p{Cc}\uFFFD]/u.test(posix)) {
    throw inputProblem({
      where,
      what: `the file name ${quoted(posix)} cannot be kept on every system`,
      next: 'Rename it without backslashes, control characters or bytes that are not UTF-8.',
    });
  }
  const absolute = await inside(root, path.join(base, name), where);
  if (!(await stat(absolute)).isFile()) {
    throw inputProblem({
      where,
      what: `${quoted(posix)} is a symbolic link to a directory`,
      next: 'Name that directory itself.',
    });
  }
  return { path: posix, absolute };
}

function refuseCollisions(files: readonly WalkedFile[], where: string): void {
  const seen = new Map<string, string>();
  for (const { path: name } of files) {
    const folded = name.toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined) {
      throw inputProblem({
        where,
        what: `${quoted(other)} and ${quoted(name)} are one file on systems that ignore case`,
        next: 'Rename one of them.',
      });
    }
    seen.set(folded, name);
  }
}

const tooMany = (where: string): Error =>
  inputProblem({ where, what: 'the directory holds too many files', expected: `at most ${MAX_FILES}` });
