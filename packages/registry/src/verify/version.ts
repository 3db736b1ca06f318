import { createHash } from 'node:crypto';
import { messageOf } from '@ml-actions/core/error';
import { sha256 } from '@ml-actions/core/json/digest';
import type { Blob } from '@ml-actions/core/record/predicate/register-model';
import { decodeRecord, recordOf } from '@ml-actions/core/record/record';
import type { VersionRecord } from '@ml-actions/core/reference/find-version';
import { layout } from '@ml-actions/core/store/layout';
import { readBlob } from '../blobs/blobs.ts';
import { readChain } from '../chain.ts';
import { manifestOfVersion } from '../fetch.ts';
import { type Ground, signatureProblems } from './ground.ts';

/** A version: its record, what was registered, its files' digests, and every byte of its blobs. */
export async function* versionProblems(ground: Ground, path: string, bytes: Uint8Array): AsyncGenerator<string> {
  ground.count('versions');
  const version = recordOf(await decodeRecord(bytes, path, ''), 'register-model');
  const { name, modelVersion, blobs } = version.predicate;
  if (layout.version(name, modelVersion ?? 0) !== path) yield 'it is the record of another version';
  manifestOfVersion(version);
  yield* signatureProblems(ground, version);
  const events = await readChain(ground.view, layout.events(name, modelVersion ?? 0));
  const registered = events.find(({ event }) => event.type === 'registered');
  if (registered?.event.record !== version.sha256) yield 'it is not the file that was registered';
  for (const blob of blobs) yield* blobProblems(ground, blob);
  yield* profileProblems(ground, version);
}

async function* blobProblems({ view, workspace, count }: Ground, blob: Blob): AsyncGenerator<string> {
  count('blobs');
  const hash = createHash('sha256');
  try {
    for await (const chunk of readBlob(blob, { view, workspace })) hash.update(chunk);
  } catch (error) {
    yield messageOf(error);
    return;
  }
  if (hash.digest('hex') !== blob.sha256) yield `the bytes of ${JSON.stringify(blob.path)} were changed`;
}

async function* profileProblems({ view }: Ground, { predicate }: VersionRecord): AsyncGenerator<string> {
  const { name, modelVersion, profile } = predicate;
  if (profile === null) return;
  const bytes = await view.read(layout.profile(name, modelVersion ?? 0));
  if (!bytes || sha256(bytes) !== profile) yield 'its reference profile was changed';
}
