import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { InputError, inputProblem, messageOf, ServiceError } from '@ml-actions/core/error';

/** Larger than any platform package (37 MB in 1.5.5); a mirror that sends more is not serving one. */
const MAX_TARBALL_BYTES = 128 * 2 ** 20;
/** A slow link still moves 37 MB in this time; a dead one must not hold the job. */
const DOWNLOAD_TIMEOUT_MS = 120_000;
/** POSIX ustar: 512-byte blocks; name at 0 (100 bytes), octal size at 124 (12), type flag at 156. */
const TAR_BLOCK = 512;

/**
 * The bytes at `url`, proven to be the pinned ones.
 * @throws ServiceError when they cannot be fetched; InputError when their sha512 is another
 */
export async function fetchTarball(url: string, integrity: string): Promise<Uint8Array> {
  const bytes = await fetchBytes(url).catch((error: unknown) => {
    if (error instanceof InputError) throw error;
    throw new ServiceError(
      `engine: the DuckDB library could not be fetched from ${url} (${messageOf(error)}). ` +
        'Name a reachable npm registry with `engine-mirror`, or a local copy with `engine-path`.',
    );
  });
  const got = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (got === integrity) return bytes;
  throw inputProblem({
    where: 'engine-mirror',
    what: `the bytes at ${url} are not the pinned DuckDB library`,
    got,
    expected: integrity,
    next: 'Nothing was unpacked. Point `engine-mirror` at a registry that serves the original package.',
  });
}

async function fetchBytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > MAX_TARBALL_BYTES) throw new Error(`more than ${MAX_TARBALL_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The regular files of an npm tarball by base name; directories and links are left out. */
export function unpackFlat(tarball: Uint8Array): Map<string, Uint8Array> {
  const tar = gunzipSync(tarball);
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + TAR_BLOCK <= tar.length && tar[at] !== 0; ) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    const type = String.fromCharCode(tar[at + 156] ?? 0);
    const start = at + TAR_BLOCK;
    if (type === '0' || type === '\0')
      files.set(name.slice(name.lastIndexOf('/') + 1), tar.subarray(start, start + size));
    at = start + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
  }
  return files;
}
