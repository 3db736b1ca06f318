import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import * as path from 'node:path';

/** Writes a whole file so that a crash leaves the old or the new content: temporary file, fsync, rename, fsync. */
export async function replaceFile(file: string, content: Uint8Array, temporary: string): Promise<void> {
  const draft = await writeDraft(content, temporary);
  await mkdir(path.dirname(file), { recursive: true });
  await rename(draft, file);
  await syncDirectory(path.dirname(file));
}

/** As `replaceFile`, but only if the name is free; false when it is taken. Atomic across processes (link). */
export async function createFile(file: string, content: Uint8Array, temporary: string): Promise<boolean> {
  const draft = await writeDraft(content, temporary);
  try {
    await link(draft, file);
    await syncDirectory(path.dirname(file));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

const NO_FILE = ['ENOENT', 'ENOTDIR', 'EISDIR'];

/** The bytes of a file; undefined when there is none. */
export async function readIfThere(file: string): Promise<Uint8Array | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (NO_FILE.includes(error.code ?? '')) return undefined;
    throw error;
  });
}

async function writeDraft(content: Uint8Array, temporary: string): Promise<string> {
  await mkdir(temporary, { recursive: true });
  const draft = path.join(temporary, randomUUID());
  try {
    await using handle = await open(draft, 'wx');
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await rm(draft, { force: true }); // a full disk keeps no half of it
    throw error;
  }
  return draft;
}

/** Makes a new name durable; Windows cannot open directories and does it by itself. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(directory, 'r');
  await handle.sync();
}
