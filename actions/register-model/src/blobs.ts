import { inputProblem } from '@ml-actions/core/error';
import type { Blob } from '@ml-actions/core/record/predicate/register-model';
import { layout } from '@ml-actions/core/store/layout';
import { blobDirectory } from '@ml-actions/registry/blobs/blobs';
import { putBlobFile } from '@ml-actions/registry/blobs/file';
import { INLINE_LIMIT, inlineBytes } from '@ml-actions/registry/blobs/inline';
import type { ModelFiles } from './model.ts';

const MIB = 2 ** 20;

/**
 * Where a model's bytes will go: `inline`, or `file:DIR`.
 *
 * @throws InputError when they do not fit, or the place is none; before anything is written
 */
export function placeOf(blobs: string, { manifest }: ModelFiles, workspace: string): string {
  const later = /^(release|s3|oci)(:|$)/.exec(blobs)?.[1];
  if (later)
    throw inputProblem({
      where: 'blobs',
      what: `\`${later}\` is not available yet`,
      expected: '`inline` or `file:DIR`',
    });
  const wanted = blobs === 'auto' ? 'inline' : blobs;
  const size = manifest.reduce((sum, file) => sum + file.size, 0);
  if (blobDirectory(wanted, workspace) !== undefined || size <= INLINE_LIMIT) return wanted;
  throw inputProblem({
    where: 'blobs',
    what: 'the model is too large for the record store',
    got: `${(size / MIB).toFixed(1)} MiB`,
    expected: `at most ${INLINE_LIMIT / MIB} MiB`,
    next: 'Set `blobs: file:DIR`; release assets are not available yet.',
  });
}

export const blobsOf = ({ manifest }: ModelFiles, location: string): Blob[] =>
  manifest.map((file) => ({ ...file, role: 'model', location }));

/**
 * Brings the bytes to their place, verified. Inline bytes are returned: they land together with the version's record.
 *
 * @returns store path -> bytes
 */
export async function upload(
  { root, manifest }: ModelFiles,
  location: string,
  workspace: string,
): Promise<Map<string, Uint8Array>> {
  const directory = blobDirectory(location, workspace);
  const inline = new Map<string, Uint8Array>();
  for (const file of manifest) {
    if (directory !== undefined) await putBlobFile(directory, root, file);
    else inline.set(layout.blob(file.sha256), await inlineBytes(root, file));
  }
  return inline;
}
