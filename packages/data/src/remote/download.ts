import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { InputError, inputProblem, ServiceError } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Access } from './access.ts';
import type { Budget } from './budget.ts';
import type { RemoteObject } from './object.ts';
import { Passing, type Requesting, requestOnce, SILENCE_MS, trying } from './request.ts';

export interface Downloaded {
  readonly sha256: string;
  /** bytes */
  readonly size: number;
}

interface Progress {
  readonly handle: FileHandle;
  readonly object: RemoteObject;
  readonly budget: Budget;
  hash: Hash;
  size: number;
  /** the version of the object that the first answer named: what follows must be of the same */
  etag: string | null;
}

/**
 * Streams an object to `file`, hashing on the way. A connection that breaks is taken up where it broke when the server
 * can (RFC 9110, Range with If-Match), else from the start.
 * @throws InputError when size or sha256 are not the pinned ones, it is too large, or `request` says so
 * @throws ServiceError when it cannot be fetched, or the disk is full
 */
export async function download(
  access: Access,
  object: RemoteObject,
  file: string,
  { budget, ...requesting }: Requesting & { readonly budget: Budget },
): Promise<Downloaded> {
  await using handle = await open(file, 'wx', 0o600);
  const progress: Progress = { handle, object, budget, hash: createHash('sha256'), size: 0, etag: null };
  await trying(object.uri, requesting, () => attempt(access, progress, requesting.signal)).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
      throw new ServiceError(`remote: the disk is full while ${quoted(object.uri)} is fetched (${code}).`);
    throw error;
  });
  return proven(object, { sha256: progress.hash.digest('hex'), size: progress.size });
}

async function attempt(access: Access, progress: Progress, signal?: AbortSignal): Promise<void> {
  const { object, budget } = progress;
  const canResume = progress.size > 0 && progress.etag !== null;
  const extra = canResume ? { range: `bytes=${progress.size}-`, 'if-match': progress.etag ?? '' } : {};
  const response = await requestOnce(access, object.uri, extra, signal);
  if (response.status !== 206) await restart(progress);
  else if (!response.headers.get('content-range')?.startsWith(`bytes ${progress.size}-`))
    throw new Passing('another range than the one asked for');
  const etag = response.headers.get('etag');
  progress.etag = etag?.startsWith('W/') ? null : etag;
  const length = response.headers.get('content-length');
  const announced = length === null ? undefined : Number(length);
  if (announced !== undefined)
    await foreseen(progress, announced).catch(async (error: unknown) => {
      await response.body?.cancel();
      throw error;
    });
  const before = progress.size;
  for await (const chunk of bytesOf(response)) {
    budget.spend(chunk.byteLength, object.uri);
    await write(progress, chunk);
  }
  if (announced !== undefined && progress.size - before !== announced) throw new Passing('the connection broke');
}

async function foreseen({ object, budget, size }: Progress, announced: number): Promise<void> {
  if (object.size !== undefined && size + announced !== object.size)
    throw mismatch(object, 'size', `${size + announced} bytes`, `${object.size} bytes`);
  await budget.foresee(announced, object.uri);
}

async function restart(progress: Progress): Promise<void> {
  await progress.handle.truncate(0);
  progress.budget.spend(-progress.size, progress.object.uri);
  progress.hash = createHash('sha256');
  progress.size = 0;
}

async function write(progress: Progress, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength; ) {
    const { bytesWritten } = await progress.handle.write(chunk, at, chunk.byteLength - at, progress.size + at);
    at += bytesWritten;
  }
  progress.hash.update(chunk);
  progress.size += chunk.byteLength;
  const { object } = progress;
  if (object.size !== undefined && progress.size > object.size)
    throw mismatch(object, 'size', `more than ${object.size} bytes`, `${object.size} bytes`);
}

/** The body's chunks; a silent or broken connection is worth another try. */
async function* bytesOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await within(reader.read());
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined); // of a broken connection: nothing more to end
  }
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Passing('no more bytes came')), SILENCE_MS);
  });
  try {
    return await Promise.race([work, silence]);
  } catch (error) {
    if (error instanceof Passing || error instanceof InputError) throw error;
    throw new Passing('the connection broke');
  } finally {
    clearTimeout(timer);
  }
}

function proven(object: RemoteObject, got: Downloaded): Downloaded {
  if (object.size !== undefined && got.size !== object.size)
    throw mismatch(object, 'size', `${got.size} bytes`, `${object.size} bytes`);
  if (object.sha256 !== undefined && got.sha256 !== object.sha256)
    throw mismatch(object, 'sha256', got.sha256, object.sha256);
  return got;
}

const mismatch = ({ uri }: RemoteObject, what: string, got: string, expected: string): InputError =>
  inputProblem({ where: 'remote', what: `${quoted(uri)} is of another ${what} than is pinned`, got, expected });
