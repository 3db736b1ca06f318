import { mkdir, readdir } from 'node:fs/promises';
import * as path from 'node:path';
import { InputError, problemText } from '../error.ts';
import { FileLog, type LogEntry } from './file-log.ts';
import { fileView } from './file-view.ts';
import { checkFormat, FORMAT_FILE, FORMAT_TEXT } from './format.ts';
import { locked } from './lock.ts';
import { checkChange } from './path.ts';
import { DEFAULT_LIMITS, type Outcome, type RetryLimits, retried } from './retry.ts';
import type { Change, Store, StoreView } from './store.ts';

/**
 * The record store in a directory, laid out as on the branch so that people and scripts can read it. `.store/` holds
 * what makes it safe:
 *
 * - Writers take turns by a lock. An update becomes one log entry (before and after of every path), created exclusively
 *   under the next number: that is the commit. Even where a lock was wrongly given up for stale, two writers cannot
 *   both take a number.
 * - Then the entry's files are put in place, each by rename. A writer that dies in between has committed; the next one
 *   finishes its work.
 * - A view belongs to a number. It reads without a lock and uses the log to see neither half of an update nor a later one.
 *
 * Works on local disks and on NFS (link and rename are atomic there); the store's disk must support hard links.
 */
export function fileStore(directory: string, limits: RetryLimits = DEFAULT_LIMITS): Store {
  const hidden = path.join(directory, '.store');
  const lock = path.join(hidden, 'lock');
  const log = new FileLog(directory, hidden);
  const description = `file:${directory}`;
  const view = async (): Promise<StoreView> => {
    const last = await log.last();
    const current = fileView(directory, log, last === 0 && (await isEmpty(directory)) ? null : last);
    await checkFormat(current, description);
    return current;
  };
  const once = async <T>(attempt: (view: StoreView) => Promise<Change<T>>): Promise<Outcome<T>> => {
    await mkdir(hidden, { recursive: true });
    return locked(lock, async () => {
      const base = await view();
      const change = await attempt(base);
      if (change.writes.size === 0) return { done: true, result: change.result };
      await checkChange(base, change);
      const entry = await entryOf(base, change);
      if (!(await log.append(Number(base.revision ?? 0) + 1, entry))) return { done: false, reason: LOST };
      await log.apply();
      await log.prune();
      return { done: true, result: change.result };
    });
  };
  return {
    description,
    view: () => guarded(description, view),
    update: (attempt) =>
      guarded(description, () => retried(() => once(attempt), `record store ${description}`, limits)),
  };
}

/** A copied store has content but no log yet; anything else with content is refused by its missing `store.json`. */
async function isEmpty(directory: string): Promise<boolean> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.every((name) => name.startsWith('.'));
}

/** Only after a pause of this process so long that its lock was given up. */
const LOST = 'another writer was first every time';

async function entryOf(base: StoreView, change: Change<unknown>): Promise<LogEntry> {
  const writes = new Map(change.writes);
  if (base.revision === null) writes.set(FORMAT_FILE, FORMAT_TEXT);
  const entries = [...writes].map(async ([name, content]) => {
    const before = await base.read(name);
    const encoded = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64');
    return [
      name,
      { before: before ? encoded(before) : null, after: content === null ? null : encoded(content) },
    ] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Codes that a person can change; every other one passes as it is. */
const PERMISSION = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST']);

async function guarded<T>(description: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (PERMISSION.has((error as NodeJS.ErrnoException).code ?? '')) throw notWritable(description, error as Error);
    throw error;
  }
}

function notWritable(description: string, error: NodeJS.ErrnoException): InputError {
  const where = `record store ${description}`;
  return new InputError(
    problemText({
      where,
      what: `the directory cannot be used (${error.code})`,
      next: 'Make it writable for the user of this job.',
    }),
  );
}
