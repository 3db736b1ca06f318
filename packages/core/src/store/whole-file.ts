import { rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { fullDisk } from '../path/full-disk.ts';
import { DRAFT, makeScratch } from '../path/scratch.ts';
import { createFile, replaceFile } from './durable.ts';

/**
 * Writes a file of the workspace, whole or not at all: whoever is stopped while writing leaves the old file or none, and
 * beside it a draft that goes with the next write.
 *
 * @throws ServiceError when the disk is full
 */
export const writeWhole = (file: string, content: string | Uint8Array): Promise<void> =>
  drafted(file, (temporary) => replaceFile(file, Buffer.from(content), temporary));

/**
 * As `writeWhole`, but only if the name is free; false when it is taken.
 *
 * @throws ServiceError when the disk is full
 */
export const createWhole = (file: string, content: string | Uint8Array): Promise<boolean> =>
  drafted(file, (temporary) => createFile(file, Buffer.from(content), temporary));

/** Drafts stand on the same disk as the file, so that a rename finishes them. */
async function drafted<T>(file: string, write: (temporary: string) => Promise<T>): Promise<T> {
  try {
    const temporary = await makeScratch(dirname(file), DRAFT);
    try {
      return await write(temporary);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  } catch (error) {
    throw fullDisk(error, basename(file), 'Free space in the workspace.') ?? error;
  }
}
