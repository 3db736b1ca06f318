import { inputProblem } from '../error.ts';
import { parseJson } from '../json/canonical.ts';
import { type Alias, aliasSchema } from '../record/chain.ts';
import type { RegisterModelPredicate } from '../record/predicate/register-model.ts';
import { decodeRecord, type LoadedRecord, recordOf } from '../record/record.ts';
import { layout } from '../store/layout.ts';
import type { StoreView } from '../store/store.ts';
import { versionText } from './reference.ts';

export type VersionRecord = LoadedRecord<RegisterModelPredicate>;

/** An alias of a model, or null when the store has none of that name. */
export async function readAlias(view: StoreView, name: string, alias: string): Promise<Alias | null> {
  const path = layout.alias(name, alias);
  const bytes = await view.read(path);
  if (!bytes) return null;
  const parsed = aliasSchema.safeParse(parseJson(bytes, path));
  if (!parsed.success)
    throw inputProblem({ where: path, what: 'is not an alias', next: 'Run `npx ml-actions verify`.' });
  return parsed.data;
}

/**
 * A version of a model, or null when the store has no such version.
 *
 * @throws InputError when what stands there is no version's record, or that of another version
 */
export async function readVersion(view: StoreView, name: string, version: number): Promise<VersionRecord | null> {
  const path = layout.version(name, version);
  const bytes = await view.read(path);
  if (!bytes) return null;
  const record = recordOf(await decodeRecord(bytes, path, ''), 'register-model');
  const { name: own, modelVersion, modelDigest } = record.predicate;
  if (own === name && modelVersion === version) return record;
  throw inputProblem({
    where: path,
    what: 'is the record of another version',
    got: modelVersion === null ? own : versionText(own, modelVersion, modelDigest),
    next: 'Run `npx ml-actions verify`.',
  });
}

/** The versions of a model, highest first. */
export async function listVersions(view: StoreView, name: string): Promise<readonly number[]> {
  const paths = await view.list(layout.versions(name));
  return paths
    .map((path) => Number(/\/(\d+)\.json$/.exec(path)?.[1]))
    .filter((version) => Number.isInteger(version))
    .sort((a, b) => b - a);
}

/** The newest version whose model has this digest, or null. */
export async function versionOfDigest(view: StoreView, name: string, digest: string): Promise<VersionRecord | null> {
  for (const version of await listVersions(view, name)) {
    const record = await readVersion(view, name, version);
    if (record?.predicate.modelDigest === digest) return record;
  }
  return null;
}
