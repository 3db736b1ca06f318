import { createHash } from 'node:crypto';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GateRefused, inputProblem } from '@ml-actions/core/error';
import { type Manifest, type ManifestFile, manifestSchema, modelDigest } from '@ml-actions/core/model/manifest';
import { insideNew, quoted } from '@ml-actions/core/path/inside';
import type { Blob } from '@ml-actions/core/record/predicate/register-model';
import type { VersionRecord } from '@ml-actions/core/reference/find-version';
import { type BlobPlace, readBlob } from './blobs/blobs.ts';

/**
 * The manifest that a version's record states, proven to have the digest the record states.
 *
 * @throws GateRefused when names, digest, subject and blobs do not belong together
 */
export function manifestOfVersion({ predicate, statement, origin }: VersionRecord): Manifest {
  const refuse = (what: string) => new GateRefused(`${origin}: ${what}.`);
  const parsed = manifestSchema.safeParse(predicate.files);
  if (!parsed.success) throw refuse(`its list of files is not a manifest (${parsed.error.issues[0]?.message ?? ''})`);
  const folded = new Set(parsed.data.map(({ path }) => path.toLowerCase()));
  if (folded.size !== parsed.data.length) throw refuse('two of its files differ only in case');
  const digest = modelDigest(parsed.data);
  if (digest !== predicate.modelDigest)
    throw refuse(`its files have the digest ${digest}, not ${predicate.modelDigest}`);
  if (!statement.subject.some((subject) => subject.digest.sha256 === digest))
    throw refuse('its subject is another model');
  for (const file of parsed.data)
    if (!blobOf(predicate.blobs, file)) throw refuse(`no blob is named for ${quoted(file.path)}`);
  return parsed.data;
}

/**
 * Writes a version's files below `into`, every byte hashed on its way. `into` is made if need be and must be empty;
 * nothing is ever overwritten. Never more than one chunk is in memory for `file:` blobs.
 *
 * @returns the manifest of what was written
 * @throws GateRefused for bytes that are not those that were registered; ServiceError when a blob cannot be read
 */
export async function fetchModel(version: VersionRecord, into: string, place: BlobPlace): Promise<Manifest> {
  const manifest = manifestOfVersion(version);
  await mkdir(into, { recursive: true });
  if ((await readdir(into)).length > 0)
    throw inputProblem({ where: quoted(into), what: 'the directory for the model is not empty' });
  for (const file of manifest) {
    const target = await insideNew(into, file.path, 'model');
    await mkdir(dirname(target), { recursive: true });
    await writeVerified(target, file, readBlob(blobOf(version.predicate.blobs, file) as Blob, place));
  }
  return manifest;
}

const blobOf = (blobs: readonly Blob[], { path, size, sha256 }: ManifestFile): Blob | undefined =>
  blobs.find((blob) => blob.role === 'model' && blob.path === path && blob.size === size && blob.sha256 === sha256);

async function writeVerified(target: string, file: ManifestFile, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  await using handle = await open(target, 'wx');
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > file.size) break;
    hash.update(chunk);
    await handle.writeFile(chunk);
  }
  await handle.sync();
  checkBytes(file, size, hash.digest('hex'));
}

function checkBytes(file: ManifestFile, size: number, sha256: string): void {
  if (size === file.size && sha256 === file.sha256) return;
  const got = size > file.size ? 'more bytes' : size < file.size ? `${size} bytes` : `sha256 ${sha256}`;
  const expected = size === file.size ? `sha256 ${file.sha256}` : `${file.size} bytes`;
  throw new GateRefused(
    `${quoted(file.path)}: these are not the bytes that were registered (got ${got}, expected ${expected}).`,
  );
}

/** The whole content of one small blob, verified. @throws as `fetchModel` */
export async function blobBytes(blob: Blob, place: BlobPlace): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of readBlob(blob, place)) {
    size += chunk.length;
    if (size > blob.size) break;
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  checkBytes(blob, size, createHash('sha256').update(bytes).digest('hex'));
  return bytes;
}
