import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '../error.ts';

export interface LockTimes {
  /** how long to wait for the lock, milliseconds */
  readonly waitMs: number;
  /** a holder on another host (or one that hangs here) is given up this long after its last sign of life */
  readonly staleMs: number;
}

/** The budget of the record store; NFS attribute caches last up to 60 s, so a sign of life may be seen that late. */
const DEFAULT_TIMES: LockTimes = { waitMs: 120_000, staleMs: 90_000 };
const HEARTBEAT_MS = 5_000;
const SHORTEST_POLL_MS = 5;
const LONGEST_POLL_MS = 100;

interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

/**
 * Runs `work` while holding a lock file that is created exclusively (O_EXCL). A lock is stale when its process on this
 * host is gone, or when its last sign of life is too old; a stale lock is moved away by exactly one waiter.
 *
 * @throws ServiceError when the lock is not free in time
 */
export async function locked<T>(file: string, work: () => Promise<T>, times: LockTimes = DEFAULT_TIMES): Promise<T> {
  const mine: Holder = { id: randomUUID(), pid: process.pid, host: hostname() };
  await take(file, mine, times);
  const heartbeat = setInterval(() => void touch(file), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await holderOf(file))?.id === mine.id) await rm(file, { force: true });
  }
}

async function take(file: string, mine: Holder, { waitMs, staleMs }: LockTimes): Promise<void> {
  const start = performance.now();
  for (;;) {
    if (await createExclusively(file, mine)) return;
    await removeStale(file, mine.id, staleMs);
    if (performance.now() - start > waitMs) {
      throw new ServiceError(`${file}: another process holds this lock for more than ${Math.round(waitMs / 1000)} s.`);
    }
    await sleep(SHORTEST_POLL_MS + Math.random() * (LONGEST_POLL_MS - SHORTEST_POLL_MS));
  }
}

/** The content is complete before the name exists: a process killed in between leaves no empty lock. */
async function createExclusively(file: string, mine: Holder): Promise<boolean> {
  const draft = `${file}.${mine.id}`;
  await writeFile(draft, JSON.stringify(mine));
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function removeStale(file: string, id: string, staleMs: number): Promise<void> {
  const holder = await holderOf(file);
  if (holder === undefined || !(await isStale(file, holder, staleMs))) return;
  const aside = `${file}.stale.${id}`;
  if (!(await rename(file, aside).then(() => true, ignoreMissing))) return;
  const moved = await holderOf(aside);
  // Another waiter was faster and a new holder's lock was moved: put it back unless someone holds the lock meanwhile.
  if (moved?.id !== holder.id) await link(aside, file).catch(ignoreTaken);
  await rm(aside, { force: true });
}

async function isStale(file: string, holder: Holder, staleMs: number): Promise<boolean> {
  if (holder.host === hostname() && !isAlive(holder.pid)) return true;
  const facts = await stat(file).catch(ignoreMissing);
  return facts !== false && Date.now() - facts.mtimeMs > staleMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function holderOf(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch(ignoreMissing);
  if (text === false) return undefined;
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return { id: text, pid: -1, host: '' };
  }
}

const touch = (file: string): Promise<void> => utimes(file, new Date(), new Date()).catch(() => undefined);

function ignoreMissing(error: NodeJS.ErrnoException): false {
  if (error.code === 'ENOENT') return false;
  throw error;
}

function ignoreTaken(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
