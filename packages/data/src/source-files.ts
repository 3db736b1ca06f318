import { glob, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { matchesGlob, relative } from 'node:path/posix';
import { inputProblem } from '@ml-actions/core/error';
import { withoutQuery } from '@ml-actions/core/path/address';
import { inside, quoted } from '@ml-actions/core/path/inside';
import { formatByName, IMAGE_EXTENSIONS, isNamedAsImage } from './images/extension.ts';
import { imagesBelow } from './images/folder.ts';
import { insideOrLinked, type Place } from './linked.ts';
import type { FetchedFile } from './remote/fetch-remote.ts';

export type Format = 'csv' | 'json' | 'parquet' | 'images';
export type Compression = 'none' | 'gzip' | 'zstd';

export interface SourceFile {
  /** as the user would name it: relative to the workspace, `/` between parts; a fetched object's URI */
  readonly path: string;
  /** absolute, symbolic links resolved */
  readonly real: string;
  readonly bytes: number;
  /** the path below the folder that was named, or below the fixed part of a glob */
  readonly below?: string;
  /** hexadecimal, where the file has been read already, here or by somebody else */
  readonly sha256?: string;
}

export interface FileKind {
  readonly format: Format;
  readonly compression: Compression;
  /** the name without its compression suffix ends so: `.tsv`, `.jsonl` ... */
  readonly extension: string;
}

const FORMATS: Readonly<Record<string, Format>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.json': 'json',
  '.jsonl': 'json',
  '.ndjson': 'json',
  '.parquet': 'parquet',
};
const COMPRESSIONS: Readonly<Record<string, Compression>> = { '.gz': 'gzip', '.zst': 'zstd' };
const REMOTE = /^[a-z][a-z0-9+.-]+:\/\//i;
const GLOB = /[*?[{]/;

/**
 * Paths and globs below `place.root` as real files, sorted by path, each once; URIs among what has been fetched.
 * @throws InputError for a missing, empty or outlying path, a glob without files, a directory, or a URI not fetched
 */
export async function findFiles(
  place: Place,
  paths: readonly string[],
  where: string,
  fetched?: readonly FetchedFile[],
): Promise<SourceFile[]> {
  if (paths.length === 0)
    throw inputProblem({ where, what: 'no data is named', expected: 'at least one path or glob' });
  const found = new Map<string, SourceFile>();
  for (const path of paths) {
    if (REMOTE.test(path)) for (const [uri, file] of fetchedFiles(fetched, path, where)) found.set(uri, file);
    else for (const file of await expand(place, path, where)) found.set(identityOf(file), file);
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Rows that are named twice are one table once; two links to one image are two images. */
const identityOf = ({ path, real }: SourceFile): string => (isNamedAsImage(path) ? path : real);

async function expand(place: Place, path: string, where: string): Promise<SourceFile[]> {
  if (!GLOB.test(path)) {
    const file = await fileOrNothing(place, path, where);
    return file ? [file] : imagesIn(place, path, where);
  }
  const start = fixedPart(path);
  const matched: SourceFile[] = [];
  for await (const name of glob(path, { cwd: place.root })) {
    const file = await fileOrNothing(place, name, where);
    if (file) matched.push({ ...file, below: relative(start, file.path) });
  }
  if (matched.length === 0) throw inputProblem({ where, what: `${quoted(path)} matches no file` });
  return matched;
}

/** Whether a path or glob names a file, there or not; both relative to the workspace, with `/` between parts. */
export const isNamedBy = (path: string, file: string): boolean =>
  GLOB.test(path) ? matchesGlob(file, path) : file === path || (file.startsWith(`${path}/`) && isNamedAsImage(file));

/** Only what the workflow's `remote` names is fetched: a contract of a change cannot make a runner call an address. */
function fetchedFiles(fetched: readonly FetchedFile[] | undefined, uri: string, where: string): [string, SourceFile][] {
  const got = quoted(uri);
  if (!fetched)
    throw inputProblem({
      where,
      what: 'remote data is not fetched here',
      got,
      expected: 'a path or glob inside the workspace',
      next: 'Fetch the object in an earlier step and name the local file.',
    });
  const files = fetchedAs(fetched, uri);
  if (files.length === 0)
    throw inputProblem({
      where,
      what: 'this object is not fetched',
      got,
      next: 'Name it in `remote`, with its sha256.',
    });
  const empty = files.find(({ size }) => size === 0);
  if (empty) throw inputProblem({ where, what: `${quoted(empty.uri)} is empty (0 bytes)` });
  const start = fixedPart(withoutQuery(uri));
  return files.map((file) => {
    const path = withoutQuery(file.uri);
    return [file.uri, { path, real: file.path, bytes: file.size, below: path.slice(start.length + 1) }];
  });
}

/** A contract names an address without its signature; of two with one path nobody knows which is meant. */
function fetchedAs(fetched: readonly FetchedFile[], uri: string): readonly FetchedFile[] {
  const exact = fetched.filter((file) => file.uri === uri);
  const unsigned = fetched.filter((file) => withoutQuery(file.uri) === uri);
  if (exact.length > 0) return exact;
  return unsigned.length === 1 ? unsigned : fetched.filter((file) => matchesGlob(file.uri, uri));
}

/** Folders up to the first part with a pattern, or to the file itself. */
function fixedPart(path: string): string {
  const parts = path.replaceAll('\\', '/').split('/');
  const first = parts.findIndex((part) => GLOB.test(part));
  return parts.slice(0, first === -1 ? -1 : first).join('/');
}

async function imagesIn(place: Place, path: string, where: string): Promise<SourceFile[]> {
  const names = await imagesBelow(await inside(place.root, path, where), where);
  const images: SourceFile[] = [];
  for (const name of names) {
    const file = await fileOrNothing(place, join(path, name), where);
    if (file) images.push({ ...file, below: name.replaceAll('\\', '/') });
  }
  if (images.length > 0) return images;
  throw inputProblem({
    where,
    what: `${quoted(path)} is a directory, and no image lies below it`,
    expected: 'a file, or a folder of images',
    next: `Name its files, as in ${quoted(`${path}/*.parquet`)}.`,
  });
}

async function fileOrNothing(place: Place, path: string, where: string): Promise<SourceFile | undefined> {
  const real = await insideOrLinked(place, path, where);
  const facts = await stat(real);
  if (facts.isDirectory()) return undefined;
  if (facts.size === 0 && !isNamedAsImage(path))
    throw inputProblem({ where, what: `${quoted(path)} is empty (0 bytes)` });
  return { path: path.replaceAll('\\', '/'), real, bytes: facts.size };
}

/**
 * The one format, compression and extension all files share; extensions decide, contents are checked by the dialects.
 * @throws InputError for an unknown extension or a mixture
 */
export function kindOf(files: readonly SourceFile[], where: string): FileKind {
  const [first, ...rest] = files.map((file) => oneKind(file.path, where));
  const other = rest.findIndex((kind) => kind.format !== first?.format || kind.compression !== first.compression);
  if (first && other < 0) return first;
  throw inputProblem({
    where,
    what: 'the files are of different formats',
    got: `${quoted(files[0]?.path ?? '')} and ${quoted(files[other + 1]?.path ?? '')}`,
    expected: 'one format and compression for all',
    next: 'Write them in one format, or name them as different inputs.',
  });
}

function oneKind(path: string, where: string): FileKind {
  const suffix = extname(path).toLowerCase();
  const compression = COMPRESSIONS[suffix] ?? 'none';
  const extension = compression === 'none' ? suffix : extname(path.slice(0, -suffix.length)).toLowerCase();
  const format = FORMATS[extension] ?? (formatByName(path) && 'images');
  if (format && !(format === 'parquet' && compression !== 'none')) return { format, compression, extension };
  throw inputProblem({
    where,
    what: `the format of ${quoted(path)} is not known by its name`,
    expected: `.csv, .tsv, .json, .jsonl, .ndjson (also .gz, .zst), .parquet, or ${IMAGE_EXTENSIONS.join(', ')}`,
  });
}
