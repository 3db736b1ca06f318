import { ServiceError } from '../error.ts';

/** A disk, a quota or the limit of a file's size takes no more. */
export class FullDisk extends ServiceError {
  constructor(where: string, next = 'Free space in the workspace and where the job keeps its temporary files.') {
    super(`${where}: the disk is full. ${next}`);
  }
}

/** What the operating system says then. */
const CODES = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/**
 * A disk that takes no more, in words of ours; null where an error says something else.
 *
 * @param where what was to be written
 */
export function fullDisk(error: unknown, where: string, next?: string): FullDisk | null {
  if (error instanceof FullDisk) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  return CODES.includes(code) ? new FullDisk(where, next) : null;
}
