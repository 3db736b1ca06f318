import { chmod, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { GateRefused, ServiceError } from '@ml-actions/core/error';
import { canonical, parseJson } from '@ml-actions/core/json/canonical';
import { type Manifest, manifestSchema, modelDigest, verifyManifest } from '@ml-actions/core/model/manifest';
import { sha256 as sha256Schema } from '@ml-actions/core/record/predicate/header';
import { replaceFile } from '@ml-actions/core/store/durable';
import * as z from 'zod';
import type { Places } from './places.ts';

const releaseSchema = z.strictObject({
  name: z.string().regex(/^\d{6,}-[0-9a-f]{12}$/),
  sequence: z.number().int().positive(),
  digest: sha256Schema,
  /** `NAME@N` */
  modelVersion: z.string(),
  files: manifestSchema,
});
/** A model that stands in the target, ready to serve. */
export type Release = z.infer<typeof releaseSchema>;

const SEQUENCE_DIGITS = 6;
const DIGEST_DIGITS = 12;
const READ_ONLY = 0o444;

/** Every release that is described completely, oldest first. */
export async function listReleases(places: Places): Promise<Release[]> {
  const names = await readdir(dirname(places.description('x'))).catch(() => []);
  const releases = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readRelease(places, basename(name, '.json'))),
  );
  return releases.sort((a, b) => a.sequence - b.sequence);
}

/** @throws ServiceError when the target does not describe the release */
export async function readRelease(places: Places, name: string): Promise<Release> {
  const file = places.description(name);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new ServiceError(`${file}: the release is not described (${error.code}).`);
  });
  const parsed = releaseSchema.safeParse(parseJson(bytes, file));
  if (parsed.success && parsed.data.name === name && modelDigest(parsed.data.files) === parsed.data.digest)
    return parsed.data;
  throw new ServiceError(`${file}: the description of the release was changed.`);
}

/** @throws GateRefused when a file of a release is not what was deployed, or there is one too many */
export async function proveRelease(places: Places, { name, files }: Release): Promise<void> {
  const [first] = await verifyManifest(places.release(name), files);
  if (first)
    throw new GateRefused(
      `${places.release(name)}: ${JSON.stringify(first.path)} is not what was deployed (${first.problem}).`,
    );
}

export interface Arrival {
  /** directory with the verified files, on the target's disk */
  readonly incoming: string;
  readonly manifest: Manifest;
  readonly modelVersion: string;
}

/**
 * Makes verified files a release: synced, read-only, under their name by one rename. A release of the same model that
 * still proves itself is used again; a damaged one is left alone and a new one made.
 */
export async function adopt(places: Places, { incoming, manifest, modelVersion }: Arrival): Promise<Release> {
  const digest = modelDigest(manifest);
  const known = await listReleases(places);
  for (const release of known.filter((one) => one.digest === digest).reverse()) {
    if (await proves(places, release)) return { ...release, modelVersion };
  }
  const sequence = (await highestSequence(places)) + 1;
  const name = `${String(sequence).padStart(SEQUENCE_DIGITS, '0')}-${digest.slice(0, DIGEST_DIGITS)}`;
  const release: Release = { name, sequence, digest, modelVersion, files: manifest };
  await replaceFile(places.description(name), Buffer.from(canonical(release)), places.temporary);
  await protect(incoming, manifest);
  await rename(incoming, places.release(name));
  await syncDirectory(places.releases);
  await proveRelease(places, release);
  return release;
}

const proves = (places: Places, release: Release): Promise<boolean> =>
  proveRelease(places, release).then(
    () => true,
    () => false,
  );

async function highestSequence(places: Places): Promise<number> {
  const names = await readdir(places.releases).catch(() => []);
  return Math.max(
    0,
    ...names.map((name) => Number.parseInt(name, 10) || 0),
    ...(await listReleases(places)).map(({ sequence }) => sequence),
  );
}

async function protect(directory: string, manifest: Manifest): Promise<void> {
  for (const { path } of manifest) await chmod(join(directory, path), READ_ONLY);
  for (const parent of new Set(manifest.map(({ path }) => dirname(join(directory, path))))) await syncDirectory(parent);
}

/** Makes names durable; Windows cannot open directories and does it by itself. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(directory, 'r');
  await handle.sync();
}

/** Removes a release and its description. */
export async function removeRelease(places: Places, name: string): Promise<void> {
  await rm(places.release(name), { recursive: true, force: true });
  await rm(places.description(name), { force: true });
}
