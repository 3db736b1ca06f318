import { quoted } from '../path/inside.ts';
import type { Change, StoreView } from './store.ts';

/** Portable to every file system and to git without quoting. */
const SEGMENT = /^(?!\.)[A-Za-z0-9._@+=%-]{1,200}(?<!\.)$/;
const MAX_PATH = 1024;

/**
 * A name (model, environment, alias) as one segment of a store path: everything outside `A-Z a-z 0-9 _ - .` is
 * percent-encoded as UTF-8, as are a leading and a trailing dot. Reversible by decodeURIComponent.
 */
export function storeSegment(name: string): string {
  const encoded = encodeURIComponent(name.normalize('NFC')).replace(/[!'()*~]/g, percent);
  return encoded.replace(/^\.|\.$/g, percent);
}

/**
 * Holds every path to the store's form. Callers build paths from validated parts and `storeSegment`, so a failure is
 * a bug and no user's mistake.
 */
export function checkStorePath(path: string): void {
  if (path.length <= MAX_PATH && path.split('/').every((segment) => SEGMENT.test(segment))) return;
  throw new TypeError(`record store: ${quoted(path)} is not a store path`);
}

/** Checks the paths of a change, also that no file would take the place of a directory or the reverse. */
export async function checkChange(view: StoreView, change: Change<unknown>): Promise<void> {
  const written = [...change.writes].filter(([, content]) => content !== null).map(([path]) => path);
  for (const path of change.writes.keys()) checkStorePath(path);
  for (const path of written) {
    const parents = path
      .split('/')
      .slice(0, -1)
      .map((_, depth, all) => all.slice(0, depth + 1).join('/'));
    const below = await view.list(`${path}/`);
    const taken = await Promise.all(
      parents.map(async (parent) => written.includes(parent) || (await view.read(parent))),
    );
    if (below.length === 0 && !taken.some(Boolean)) continue;
    throw new TypeError(`record store: ${quoted(path)} cannot be both a file and a directory`);
  }
}

const percent = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
