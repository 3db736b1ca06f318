import { resolve } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Blob } from '@ml-actions/core/record/predicate/register-model';
import type { StoreView } from '@ml-actions/core/store/store';
import { readBlobFile } from './file.ts';
import { readInline } from './inline.ts';

/** What reading a blob needs: the store for `inline`, and where relative `file:` directories start. */
export interface BlobPlace {
  readonly view: StoreView;
  readonly workspace: string;
}

/** The bytes of a blob as they are stored, not verified yet. @throws ServiceError when they are not there */
export function readBlob(
  { location, sha256 }: Pick<Blob, 'location' | 'sha256'>,
  { view, workspace }: BlobPlace,
): AsyncIterable<Uint8Array> {
  const directory = blobDirectory(location, workspace);
  return directory === undefined ? readInline(view, sha256) : readBlobFile(directory, sha256);
}

/**
 * The directory of a `file:DIR` location; undefined for `inline`.
 *
 * @throws InputError for any other location
 */
export function blobDirectory(location: string, workspace: string): string | undefined {
  if (location === 'inline') return undefined;
  const directory = /^file:(?:\/\/(?=\/))?(.+)$/s.exec(location)?.[1];
  if (directory !== undefined && !directory.includes('\0')) return resolve(workspace, directory);
  throw inputProblem({
    where: 'blobs',
    what: `${quoted(location)} is no place for a model's bytes`,
    expected: '`inline` or `file:DIR`',
  });
}
