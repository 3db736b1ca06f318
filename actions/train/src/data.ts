import { basename } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import { manifestOf } from '@ml-actions/core/model/manifest';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';
import { filesAt, fromBase, type Place } from './place.ts';
import { type Stamps, stampsOf } from './stamp.ts';

export interface DataEntry {
  readonly name: string;
  readonly path: string;
}

/** The data that training reads, by content, and what its files looked like when they were read. */
export interface HashedData {
  readonly identities: TrainPredicate['data'];
  readonly stamps: Stamps;
}

/** A record lists files up to this number; one of a hundred thousand images would weigh 15 MB in the record store. */
const LISTED_FILES = 1_000;

/** The identities as a record holds them. */
export const listedData = (identities: TrainPredicate['data']): TrainPredicate['data'] =>
  identities.map((one) => (one.count > LISTED_FILES ? { ...one, files: [] } : one));

const named = /^([A-Za-z][\w.-]*)=(.+)$/s;
const uri = /^[a-z][a-z0-9+.-]+:\/\//i;

/**
 * Reads the entries of `data`: `name=path`, or a path alone, named by its file's name without the ending.
 *
 * @throws InputError for an address (not available yet) and for a name that stands there twice
 */
export function dataEntries(given: readonly string[]): readonly DataEntry[] {
  const entries = given.map((text): DataEntry => {
    const [, name, path] = named.exec(text) ?? [];
    return name && path ? { name, path } : { name: basename(text).replace(/(?<=.)\..*$/, ''), path: text };
  });
  const seen = new Set<string>();
  for (const { name, path } of entries) {
    const where = 'data';
    if (uri.test(path)) {
      const next = 'Fetch it in `setup` and name the local path.';
      throw inputProblem({ where, what: 'addresses are not available yet', got: path.split('://')[0] ?? path, next });
    }
    if (seen.has(name)) {
      throw inputProblem({ where, what: `two entries are named ${name}`, next: 'Write `name=path` with other names.' });
    }
    seen.add(name);
  }
  return entries;
}

/**
 * Hashes the data's files.
 *
 * @throws InputError for a path that is missing, empty or leaves the workspace
 */
export async function hashData(place: Place, entries: readonly DataEntry[]): Promise<HashedData> {
  const identities: TrainPredicate['data'] = [];
  const stamps = new Map<string, string>();
  for (const { name, path } of entries) {
    const where = `data: ${name}`;
    const { files } = await filesAt(place, path, where);
    if (files.length === 0) throw inputProblem({ where, what: 'names no file', got: path, expected: 'at least one' });
    for (const [file, stamp] of await stampsOf(files)) stamps.set(file, stamp);
    const manifest = await manifestOf(
      place.workspace,
      files.map((file) => file.path),
      where,
    );
    const hashed = manifest.map((file) => ({ ...file }));
    identities.push({
      name,
      path: fromBase(place, path).replaceAll('\\', '/'),
      count: hashed.length,
      size: hashed.reduce((sum, { size }) => sum + size, 0),
      files: hashed,
      sha256: sha256(canonical(hashed)),
    });
  }
  return { identities, stamps };
}

/** The data that is no longer what was hashed, by name: the record would speak of other bytes than training read. */
export async function changedData(
  place: Place,
  entries: readonly DataEntry[],
  { stamps }: HashedData,
): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const { name, path } of entries) {
    const now = await filesAt(place, path, `data: ${name}`).then(
      ({ files }) => stampsOf(files),
      () => new Map<string, string>(),
    );
    const same = now.size > 0 && [...now].every(([file, stamp]) => stamps.get(file) === stamp);
    if (!same) changed.push(name);
  }
  return changed;
}
