import { existsSync } from 'node:fs';
import { mkdtemp, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { ServiceError } from '../error.ts';
import { locked } from './lock.ts';

let file: string;
/** Above every pid of Linux (PID_MAX_LIMIT, 2^22), macOS and Windows in practice. */
const NO_PROCESS = 2 ** 30;

beforeEach(async () => {
  file = path.join(await mkdtemp(path.join(tmpdir(), 'lock-')), 'lock');
});

const leave = async (holder: { pid: number; host: string }, ageMs: number) => {
  await writeFile(file, JSON.stringify({ id: 'left', ...holder }));
  const then = new Date(Date.now() - ageMs);
  await utimes(file, then, then);
};

test('one at a time, freed also after a failure', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await sleep(5);
    inside--;
    throw new Error('x');
  };
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => locked(file, work)));
  expect(results.every((result) => result.status === 'rejected')).toBe(true);
  expect(most).toBe(1);
  expect(existsSync(file)).toBe(false);
});

test.each([
  ['a process of this host that is gone', { pid: NO_PROCESS, host: hostname() }, 0],
  ['a process of another host without a sign of life', { pid: 1, host: 'elsewhere' }, 5000],
  ['a process that hangs', { pid: process.pid, host: hostname() }, 5000],
])('the lock of %s is taken over', async (_, holder, ageMs) => {
  await leave(holder, ageMs);
  expect(await locked(file, async () => 'done', { waitMs: 2000, staleMs: 1000 })).toBe('done');
});

test('the lock of a living holder is waited for, then reported', async () => {
  await leave({ pid: process.pid, host: hostname() }, 0);
  const waiting = locked(file, async () => 'done', { waitMs: 300, staleMs: 60_000 });
  await expect(waiting).rejects.toThrow(ServiceError);
  expect(existsSync(file)).toBe(true);
});

test('many that find one stale lock still work one at a time', async () => {
  await leave({ pid: NO_PROCESS, host: hostname() }, 0);
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    await sleep(3);
    inside--;
  };
  await Promise.all(Array.from({ length: 20 }, () => locked(file, work, { waitMs: 20_000, staleMs: 60_000 })));
});
