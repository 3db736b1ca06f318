import { readFile } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { readContents } from '../github/contents.ts';
import { inside } from '../path/inside.ts';
import type { ActionName } from '../record/predicate/header.ts';
import { readAlias, readVersion, type VersionRecord } from './find-version.ts';
import { versionText } from './reference.ts';
import { type Found, found, none, type Resolved, type Sources } from './resolved.ts';

/** A file of the workspace. */
export async function fromPath({ run, base }: Sources, path: string): Promise<Resolved> {
  const file = await inside(run.workspace, relative(run.workspace, `${base}/${path}`), `path:${path}`);
  return found(path, { document: { name: basename(path), bytes: await readFile(file) } });
}

/** Reads a file at a ref through the API, so that a depth-1 checkout is enough. */
export async function fromGit({ github }: Sources, ref: string, path: string): Promise<Resolved> {
  const bytes = await readContents(await github(), path, ref);
  if (!bytes) return none(`${path} is not in ${ref}`);
  return found(`${path} at ${ref}`, {
    commit: /^[0-9a-f]{40}$/.test(ref) ? ref : null,
    document: { name: basename(path), bytes },
  });
}

/** A version by number, and by digest where one is given. */
export async function fromVersion(
  { store }: Sources,
  name: string,
  version: number,
  sha256: string | null,
): Promise<Resolved> {
  const record = await readVersion(await (await store()).view(), name, version);
  if (!record) return none(`the store has no ${name}@${version}`);
  if (sha256 && record.predicate.modelDigest !== sha256) {
    return {
      kind: 'failed',
      reason: `${name}@${version} is not sha256:${sha256} but sha256:${record.predicate.modelDigest}`,
    };
  }
  return foundVersion(record, '');
}

/** The version that an alias points at. */
export async function fromAlias({ store }: Sources, name: string, alias: string): Promise<Resolved> {
  const view = await (await store()).view();
  const pointer = await readAlias(view, name, alias);
  if (!pointer) return none(`no version of ${name} has the alias ${alias}`);
  const record = await readVersion(view, name, pointer.version);
  if (!record)
    return {
      kind: 'failed',
      reason: `${name}:${alias} points at version ${pointer.version}, which the store does not have`,
    };
  return foundVersion(record, ` (${alias})`);
}

function foundVersion(record: VersionRecord, suffix: string): Found {
  const { name, modelVersion, modelDigest, run, createdAt } = record.predicate;
  const text = modelVersion === null ? name : versionText(name, modelVersion, modelDigest).replace(/#.*/, '');
  return found(`${text}${suffix}`, { commit: run.sha, createdAt, version: record });
}

/** The record that another run left of an action. */
export async function fromRun({ recordOfRun }: Sources, runId: string, action: ActionName): Promise<Resolved> {
  const record = await recordOfRun(runId, action);
  if (!record) return none(`run ${runId} left no record of ${action}`);
  return found(`run ${runId}`, { commit: record.predicate.run.headSha, createdAt: record.predicate.createdAt, record });
}
