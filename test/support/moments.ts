/**
 * A preload that watches what a process does to the files below a folder. With COPIES every moment's files are copied:
 * what a kill at this moment would leave. `fillDiskAt(n)`: the disk takes half of the n-th write from now on, and no more.
 */
import * as fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

const { MOMENTS_OF: root = '', MOMENTS_COPIES: copies } = process.env;
let moments = 0;
let left = 0;

/** @returns whether a disk was filled since the last call */
export function fillDiskAt(write: number): boolean {
  const wasFilled = left <= 0;
  left = write;
  return wasFilled;
}

function moment(): void {
  if (copies !== undefined) fs.cpSync(root, join(copies, String(++moments).padStart(3, '0')), { recursive: true });
}

function writing(): void {
  left -= 1;
  if (left === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
}

const isWatched = (path: unknown): boolean => typeof path === 'string' && path.startsWith(root);

type Call = (...args: unknown[]) => Promise<unknown>;
const promises = fs.promises as unknown as Record<string, Call>;

for (const name of ['mkdir', 'mkdtemp', 'rename', 'rm', 'link', 'copyFile']) {
  const own = promises[name] as Call;
  promises[name] = async (...args) => {
    const [from, to] = args;
    if (isWatched(from) || isWatched(to)) moment();
    if (name === 'copyFile' && isWatched(to)) writing();
    return own(...args);
  };
}

const { open, writeFile: writeOther } = fs.promises;

async function openWatched(...args: Parameters<typeof open>): Promise<fs.promises.FileHandle> {
  const handle = await open(...args);
  if (!isWatched(args[0])) return handle;
  const { writeFile } = handle;
  handle.writeFile = async (content) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : (content as Buffer);
    await writeFile.call(handle, bytes.subarray(0, bytes.length / 2));
    moment();
    writing();
    await writeFile.call(handle, bytes.subarray(bytes.length / 2));
  };
  return handle;
}

async function writeWatched(...[file, content, options]: Parameters<typeof writeOther>): Promise<void> {
  if (!isWatched(file)) return writeOther(file, content, options);
  const flag = (typeof options === 'object' && options?.flag) || 'w';
  await using handle = await openWatched(file as string, flag);
  await handle.writeFile(content as Uint8Array);
}

Object.assign(fs.promises, { open: openWatched, writeFile: writeWatched });
syncBuiltinESMExports();
