import { randomUUID } from 'node:crypto';
import { readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ServiceError } from '@ml-actions/core/error';
import { canonical, parseJson } from '@ml-actions/core/json/canonical';
import { replaceFile } from '@ml-actions/core/store/durable';
import type { Places } from './places.ts';
import { type Release, readRelease, syncDirectory } from './release.ts';

/** A symbolic link cannot be replaced by one step on Windows: there only the pointer file moves. */
const hasLinks = process.platform !== 'win32';

/** The release that serves; null in a target where nothing was ever switched on. */
export async function currentRelease(places: Places): Promise<Release | null> {
  const name = hasLinks ? await linkedName(places.current) : await pointedName(places.pointer);
  return name === null ? null : readRelease(places, name);
}

/** The release that served before; null when there is none. */
export async function previousRelease(places: Places): Promise<Release | null> {
  const name = await linkedName(places.previous);
  return name === null ? null : readRelease(places, name).catch(() => null);
}

/**
 * Makes a release (or, with null, nothing) the current one. The rename of the link is the one moment at which readers
 * see the other model; no reader ever finds nothing in between (measured: research/deploy.md, section 3).
 */
export async function flip(places: Places, to: Release | null): Promise<void> {
  if (hasLinks) await moveLink(places, places.current, to?.name ?? null);
  await writePointer(places, to);
  await syncDirectory(places.root);
}

/** Remembers what served before, ahead of the flip. */
export async function rememberPrevious(places: Places, release: Release | null): Promise<void> {
  if (hasLinks && release) await moveLink(places, places.previous, release.name);
}

/** The atomic moment: one rename over the link. */
export async function moveLink(places: Places, link: string, name: string | null): Promise<void> {
  if (name === null) return rm(link, { force: true });
  const draft = join(places.hidden, `link-${randomUUID()}`);
  await symlink(join('releases', name), draft);
  await rename(draft, link);
}

async function writePointer({ pointer, temporary }: Places, to: Release | null): Promise<void> {
  if (to === null) return rm(pointer, { force: true });
  const { name, sequence, digest, modelVersion } = to;
  await replaceFile(pointer, Buffer.from(canonical({ release: name, sequence, digest, modelVersion })), temporary);
}

async function linkedName(link: string): Promise<string | null> {
  try {
    return basename(await readlink(link));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new ServiceError(`${link}: this is not the link that deploy makes (${code}). Move it away.`);
  }
}

async function pointedName(pointer: string): Promise<string | null> {
  const bytes = await readFile(pointer).catch(() => null);
  return bytes && String((parseJson(bytes, pointer) as { release?: unknown }).release);
}
