import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, lstat, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GateRefused, inputProblem, ServiceError } from '@ml-actions/core/error';
import { fileDigest } from '@ml-actions/core/json/digest';
import type { ManifestFile } from '@ml-actions/core/model/manifest';
import { inside, quoted } from '@ml-actions/core/path/inside';

const CHUNK_BYTES = 1024 * 1024;

/** `DIR/sha256/<hex>`: one file per content, whatever it was called. */
const blobPath = (directory: string, sha256: string): string => join(directory, 'sha256', sha256);

/**
 * Puts a file into a directory of blobs: copied while it is hashed, synced, given its name only when it is whole, then
 * read back. Content that is already there is proven instead of written.
 *
 * @throws InputError when the source changed or the directory cannot be written; GateRefused when what stands there has
 * other bytes than its name says
 */
export async function putBlobFile(directory: string, root: string, file: ManifestFile): Promise<void> {
  const target = blobPath(directory, file.sha256);
  if (!(await present(target))) await copyIn(directory, target, await inside(root, file.path, 'path'), file);
  const stored = await fileDigest(target);
  if (stored.sha256 === file.sha256) return;
  throw new GateRefused(`blobs: ${target} is damaged (got sha256 ${stored.sha256}). Remove it and register again.`);
}

async function copyIn(directory: string, target: string, source: string, file: ManifestFile): Promise<void> {
  const draft = join(directory, 'sha256', `.incoming-${randomUUID()}`);
  try {
    await mkdir(join(directory, 'sha256'), { recursive: true });
    await using handle = await open(draft, 'wx', 0o444);
    const copied = await fileDigest(source, async (chunk) => {
      await handle.write(chunk);
    });
    if (copied.sha256 !== file.sha256) throw changed(file.path);
    await handle.sync();
    await link(draft, target);
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, directory);
  } finally {
    await rm(draft, { force: true });
  }
}

const changed = (name: string) =>
  inputProblem({
    where: 'path',
    what: `${quoted(name)} changed while it was registered`,
    next: 'Write the model before this step.',
  });

function explained(error: NodeJS.ErrnoException, directory: string): Error {
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST'].includes(error.code ?? '')) return error;
  return inputProblem({
    where: 'blobs',
    what: `${quoted(directory)} cannot be written (${error.code})`,
    next: 'Name a directory this job may write.',
  });
}

export async function* readBlobFile(directory: string, sha256: string): AsyncGenerator<Uint8Array> {
  const path = blobPath(directory, sha256);
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch(
    (error: NodeJS.ErrnoException) => {
      throw new ServiceError(`blob sha256:${sha256}: file:${directory} does not give it (${error.code}).`);
    },
  );
  try {
    yield* handle.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false }) as AsyncIterable<Uint8Array>;
  } finally {
    await handle.close();
  }
}

const present = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );
