import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { inputProblem } from '../error.ts';
import { quoted } from '../path/inside.ts';

/** Smaller reads are bound by system calls rather than by SHA-256 (measured: 1.0-1.5 GB/s from 1 MiB on). */
const READ_BYTES = 1024 * 1024;

/** Lower-case hexadecimal SHA-256 of text (as UTF-8) or bytes. */
export const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

export interface FileDigest {
  /** bytes */
  readonly size: number;
  /** 64 lower-case hexadecimal digits */
  readonly sha256: string;
}

/**
 * Size and SHA-256 of a regular file, streamed; `also` sees every chunk (to copy while hashing).
 * The path must be resolved already (`inside`): a symbolic link that took its place meanwhile is refused.
 *
 * @throws InputError when it is not a regular file or changes its size while it is read
 */
export async function fileDigest(file: string, also?: (chunk: Uint8Array) => Promise<void>): Promise<FileDigest> {
  const noFollow = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  await using handle = await open(file, constants.O_RDONLY | noFollow).catch((error: NodeJS.ErrnoException) => {
    throw inputProblem({ where: quoted(file), what: `the file cannot be opened (${error.code})` });
  });
  const facts = await handle.stat();
  if (!facts.isFile()) throw inputProblem({ where: quoted(file), what: 'this is not a regular file' });
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, facts.size + 1)); // one more, to see a file grow
  let size = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    await also?.(chunk);
    size += bytesRead;
  }
  if (size !== facts.size) throw inputProblem({ where: quoted(file), what: 'the file changed while it was read' });
  return { size, sha256: hash.digest('hex') };
}
