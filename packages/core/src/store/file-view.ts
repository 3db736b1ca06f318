import { readdir } from 'node:fs/promises';
import * as path from 'node:path';
import { ServiceError } from '../error.ts';
import { byCodePoint } from '../path/walk.ts';
import { readIfThere } from './durable.ts';
import type { FileLog, LogEntry } from './file-log.ts';
import { checkStorePath } from './path.ts';
import type { StoreView } from './store.ts';

/**
 * A view of a `file:` store at one update number, without a lock. A file is read first and the log after it: what a
 * later update did to it is taken back from the log, what the view's own updates have not put in place yet is added.
 */
export function fileView(root: string, log: FileLog, number: number | null): StoreView {
  const at = number ?? 0;
  return {
    revision: number === null ? null : String(number),
    read: async (name) => {
      checkStorePath(name);
      const applied = await log.applied();
      const onDisk = await readIfThere(path.join(root, name));
      const { later, earlier } = await around(log, at, applied, root);
      const undone = later.find((entry) => Object.hasOwn(entry, name))?.[name];
      if (undone !== undefined) return decoded(undone.before);
      const done = earlier.findLast((entry) => Object.hasOwn(entry, name))?.[name];
      return done === undefined ? onDisk : decoded(done.after);
    },
    list: async (prefix) => {
      const applied = await log.applied();
      const names = new Set(await listFiles(root, prefix));
      const { later, earlier } = await around(log, at, applied, root);
      const settle = (name: string, there: boolean) => (there ? names.add(name) : names.delete(name));
      for (const entry of earlier) for (const [name, { after }] of Object.entries(entry)) settle(name, after !== null);
      for (const entry of later.toReversed())
        for (const [name, { before }] of Object.entries(entry)) settle(name, before !== null);
      return [...names].filter((name) => name.startsWith(prefix)).sort(byCodePoint);
    },
  };
}

const decoded = (content: string | null): Uint8Array | undefined =>
  content === null ? undefined : Buffer.from(content, 'base64');

/**
 * The updates after the view's, and those up to it that may not have been in place when the files were read; ascending.
 *
 * @param applied read before the files: all up to it was in place, and all of it that is later than `at` is still
 * listed unless it was pruned
 */
async function around(
  log: FileLog,
  at: number,
  applied: number,
  root: string,
): Promise<Record<'later' | 'earlier', LogEntry[]>> {
  const numbers = (await log.numbers()).filter((number) => number > Math.min(at, applied));
  const later: LogEntry[] = [];
  const earlier: LogEntry[] = [];
  for (const number of numbers) {
    const entry = await log.entry(number);
    if (entry !== undefined) (number > at ? later : earlier).push(entry);
  }
  if (later.length < Math.max(numbers.at(-1) ?? 0, applied) - at) {
    throw new ServiceError(`record store ${root}: the view is too old; what was written since is no longer kept.`);
  }
  return { later, earlier };
}

async function listFiles(root: string, prefix: string): Promise<string[]> {
  const pending = [prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : ''];
  const found: string[] = [];
  for (let directory = pending.pop(); directory !== undefined; directory = pending.pop()) {
    for (const entry of await entriesOf(path.join(root, directory))) {
      const name = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) pending.push(name);
      else if (entry.isFile()) found.push(name);
    }
  }
  return found;
}

const entriesOf = (directory: string) =>
  readdir(directory, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
