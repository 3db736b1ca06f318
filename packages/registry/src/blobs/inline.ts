import { readFile } from 'node:fs/promises';
import { InputError, ServiceError } from '@ml-actions/core/error';
import { sha256 } from '@ml-actions/core/json/digest';
import type { ManifestFile } from '@ml-actions/core/model/manifest';
import { inside, quoted } from '@ml-actions/core/path/inside';
import { layout } from '@ml-actions/core/store/layout';
import type { StoreView } from '@ml-actions/core/store/store';

/** The record store is a git branch by default: larger files belong elsewhere (product specification, record store). */
export const INLINE_LIMIT = 5 * 1024 * 1024;

/** A file's bytes for the record store, proven to be those of the manifest. @throws InputError when they changed */
export async function inlineBytes(root: string, file: ManifestFile): Promise<Uint8Array> {
  const bytes = await readFile(await inside(root, file.path, 'path'));
  if (sha256(bytes) === file.sha256) return bytes;
  throw new InputError(`path: ${quoted(file.path)} changed while it was registered. Write the model before this step.`);
}

export async function* readInline(view: StoreView, digest: string): AsyncGenerator<Uint8Array> {
  const bytes = await view.read(layout.blob(digest));
  if (bytes === undefined) throw new ServiceError(`blob sha256:${digest}: the record store does not have it.`);
  yield bytes;
}
