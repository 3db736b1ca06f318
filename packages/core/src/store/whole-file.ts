import { basename, dirname } from 'node:path';
import { ServiceError } from '../error.ts';
import { replaceFile } from './durable.ts';

/** What the operating system says when a disk takes no more. */
const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/**
 * Writes a file of the workspace, whole or not at all: whoever is stopped while writing leaves the old file or none.
 *
 * @throws ServiceError when the disk is full
 */
export async function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await replaceFile(file, typeof content === 'string' ? Buffer.from(content) : content, dirname(file));
  } catch (error) {
    if (!FULL.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new ServiceError(`${basename(file)}: the disk is full. Free space in the workspace.`);
  }
}
