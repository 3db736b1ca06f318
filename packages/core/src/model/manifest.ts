import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import * as path from 'node:path';
import * as z from 'zod';
import { InputError, inputProblem } from '../error.ts';
import { canonical } from '../json/canonical.ts';
import { fileDigest, sha256 } from '../json/digest.ts';
import { inside, quoted } from '../path/inside.ts';
import { byCodePoint, IGNORED_NAMES, walk } from '../path/walk.ts';

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits');

/** A name that means the same file on every system: relative, POSIX separators, NFC, no `.` or `..`. */
const portablePath = z.string().refine(isPortable, 'expected a relative POSIX path in Unicode NFC without `.` or `..`');

export const manifestSchema = z
  .array(z.strictObject({ path: portablePath, size: z.int().nonnegative(), sha256: sha256Hex }).readonly())
  .min(1)
  .refine(isSorted, 'expected entries sorted by path, each path once')
  .readonly();

export type ManifestFile = Manifest[number];
/** What a model is: its files, sorted by path (code point order), each once; never empty. Sizes in bytes. */
export type Manifest = z.infer<typeof manifestSchema>;

/**
 * Reads and hashes files (streamed, a few at a time) into a manifest.
 *
 * @param root the directory the names are relative to
 * @param files names below `root`; POSIX separators
 * @throws InputError for an empty set, a name that leaves `root` or is not portable, and anything that is not a file
 */
export async function manifestOf(root: string, files: readonly string[], where = 'model'): Promise<Manifest> {
  if (files.length === 0) throw inputProblem({ where, what: 'the model has no files', expected: 'at least one' });
  const manifest = await inParallel(files, async (name) => {
    const posix = name.normalize('NFC');
    if (!isPortable(posix)) throw inputProblem({ where, what: `${quoted(name)} is not a portable relative path` });
    return { path: posix, ...(await fileDigest(await inside(root, name, where))) };
  });
  manifest.sort((a, b) => byCodePoint(a.path, b.path));
  if (!isSorted(manifest)) throw inputProblem({ where, what: 'the model names one file twice' });
  return manifest;
}

/** The model's identity: SHA-256 (hexadecimal) of the manifest's canonical JSON (RFC 8785). */
export const modelDigest = (manifest: Manifest): string => sha256(canonical(manifest));

export interface OpenssfRoot {
  /** hexadecimal */
  readonly sha256: string;
  /** recorded so that a verifier serializes the same way (OMS v1.0, predicate.serialization) */
  readonly serialization: {
    readonly method: 'files';
    readonly hash_type: 'sha256';
    readonly allow_symlinks: false;
    readonly ignore_paths: readonly string[];
  };
  /** in the order that was hashed (OMS v1.0, predicate.resources) */
  readonly resources: readonly { readonly name: string; readonly algorithm: 'sha256'; readonly digest: string }[];
}

/**
 * The root of OpenSSF Model Signing v1.0 (spec/v1.0.md, sections 5.3 and 7): SHA-256 over the raw SHA-256 digests of
 * the files in the code point order of their names, which is the manifest's own order.
 */
export function openssfRoot(manifest: Manifest): OpenssfRoot {
  const root = createHash('sha256');
  for (const file of manifest) root.update(file.sha256, 'hex');
  return {
    sha256: root.digest('hex'),
    serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false, ignore_paths: IGNORED_NAMES },
    resources: manifest.map((file) => ({ name: file.path, algorithm: 'sha256', digest: file.sha256 })),
  };
}

export interface ManifestDifference {
  readonly path: string;
  readonly problem: 'missing' | 'unreadable' | 'size' | 'sha256' | 'extra';
}

/**
 * Compares files on disk with a manifest.
 *
 * @param extras `refuse` also reports files the manifest does not name
 * @returns every difference; empty means identical
 */
export async function verifyManifest(
  root: string,
  manifest: Manifest,
  extras: 'refuse' | 'ignore' = 'refuse',
): Promise<readonly ManifestDifference[]> {
  const differences = (await inParallel(manifest, (file) => difference(root, file))).filter(
    (found) => found !== undefined,
  );
  if (extras === 'ignore') return differences;
  const known = new Set(manifest.map((file) => file.path));
  const { files } = await walk(root, '.', 'model');
  const unknown = files.filter((file) => !known.has(file.path));
  return [...differences, ...unknown.map((file) => ({ path: file.path, problem: 'extra' as const }))];
}

async function difference(root: string, expected: ManifestFile): Promise<ManifestDifference | undefined> {
  const { path: name } = expected;
  try {
    const actual = await fileDigest(await inside(root, name));
    if (actual.size !== expected.size) return { path: name, problem: 'size' };
    return actual.sha256 === expected.sha256 ? undefined : { path: name, problem: 'sha256' };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { path: name, problem: /does not exist/.test(error.message) ? 'missing' : 'unreadable' };
  }
}

/** Maps with at most as many under way as there are cores, in order. */
async function inParallel<In, Out>(items: readonly In[], map: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await map(item);
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), items.length) }, worker));
  return results;
}

function isPortable(name: string): boolean {
  if (name.normalize('NFC') !== name || /[\\\p{Cc}\uFFFD]/u.test(name) || path.win32.isAbsolute(name)) return false;
  return name.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !/^[a-z]:/i.test(name);
}

function isSorted(files: readonly { readonly path: string }[]): boolean {
  return files.every((file, index) => index === 0 || byCodePoint(files[index - 1]?.path ?? '', file.path) < 0);
}
