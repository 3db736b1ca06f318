import { join, relative, sep } from 'node:path';
import { InputError } from '@ml-actions/core/error';
import { manifestOf, modelDigest, openssfRoot } from '@ml-actions/core/model/manifest';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import type { WrittenFile } from './collect.ts';
import { type Place, recorded } from './place.ts';

type Trained = NonNullable<TrainPredicate['trained']>;

/**
 * The model's identity: the manifest of its files, relative to the declared directory (a file's own directory; for
 * several, the directory that holds them all).
 *
 * @returns null without model files, a sentence when they are no model
 */
export async function identifyModel(place: Place, files: readonly WrittenFile[]): Promise<Trained | string | null> {
  if (files.length === 0) return null;
  const root = commonDirectory(files.map(({ directory }) => directory));
  try {
    const names = files.map(({ path }) => relative(root, join(place.workspace, path)).split(sep).join('/'));
    const manifest = await manifestOf(root, names);
    if (manifest.every(({ size }) => size === 0)) return 'outputs: model: every file is empty';
    return {
      root: recorded(place, root) || '.',
      files: manifest.map((file) => ({ ...file })),
      digest: modelDigest(manifest),
      openssfRoot: openssfRoot(manifest).sha256,
    };
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

function commonDirectory(directories: readonly string[]): string {
  const [first = [], ...others] = directories.map((directory) => directory.split(sep));
  const length = first.findIndex((part, at) => others.some((other) => other[at] !== part));
  const common = length === -1 ? first : first.slice(0, length);
  return common.join(sep) || sep;
}
