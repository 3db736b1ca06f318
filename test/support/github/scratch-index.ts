import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Calls `use` with the environment of an index of its own, so that concurrent requests do not meet in one. */
export async function withIndex<T>(gitDir: string, use: (env: NodeJS.ProcessEnv) => Promise<T>): Promise<T> {
  const file = join(gitDir, `scratch-${randomUUID()}.index`);
  try {
    return await use({ GIT_INDEX_FILE: file });
  } finally {
    await rm(file, { force: true });
  }
}
