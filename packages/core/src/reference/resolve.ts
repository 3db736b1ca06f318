import { readFile } from 'node:fs/promises';
import { basename, relative } from 'node:path';
import { InputError, messageOf } from '../error.ts';
import type { GitHub } from '../github/client.ts';
import { readContents } from '../github/contents.ts';
import { inside } from '../path/inside.ts';
import type { ActionName, Header } from '../record/predicate/header.ts';
import type { LoadedRecord } from '../record/record.ts';
import type { RunContext } from '../runner/context.ts';
import type { Store } from '../store/store.ts';
import { resolveAuto } from './auto.ts';
import { readAlias, readVersion, type VersionRecord } from './find-version.ts';
import { type Reference, versionText } from './reference.ts';

/** What a reference led to. `none` is an answer ("there is none"); `failed` means that nobody could look. */
export type Resolved =
  | Found
  | { readonly kind: 'none'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

export interface Found {
  readonly kind: 'found';
  /** in words, for people: `record of main at 1a2b3c4`, `churn@41 (production)` */
  readonly source: string;
  readonly commit: string | null;
  /** ISO 8601, where known */
  readonly createdAt: string | null;
  /** a file's content, for `path:` and `git:` */
  readonly document: { readonly name: string; readonly bytes: Uint8Array } | null;
  readonly record: LoadedRecord<Header> | null;
  readonly version: VersionRecord | null;
}

/** What is being looked for: it decides what `auto` tries and which record of a run counts. */
export interface Want {
  readonly action: ActionName;
  readonly id: string;
  readonly environment: string;
  /** the candidate's file, relative to the workspace, as it may be committed at the baseline */
  readonly committed: string | null;
}

export type Resolve = (reference: Reference, want: Want) => Promise<Resolved>;

/** What the resolver needs of the run. */
export interface Sources {
  readonly run: RunContext;
  readonly model: string;
  readonly base: string;
  readonly store: () => Promise<Store>;
  readonly github: () => Promise<GitHub>;
  readonly recordOfRun: (runId: string, action: ActionName) => Promise<LoadedRecord<Header> | null>;
}

export const found = (source: string, parts: Partial<Omit<Found, 'kind' | 'source'>>): Found => ({
  kind: 'found',
  source,
  commit: null,
  createdAt: null,
  document: null,
  record: null,
  version: null,
  ...parts,
});
export const none = (reason: string): Resolved => ({ kind: 'none', reason });

/** The one resolver. Failures to look come back as `failed`; only a user's mistake throws (InputError). */
export const makeResolve =
  (sources: Sources): Resolve =>
  async (reference, want) => {
    try {
      return await resolveOne(sources, reference, want);
    } catch (error) {
      if (error instanceof InputError) throw error;
      return { kind: 'failed', reason: messageOf(error) };
    }
  };

async function resolveOne(sources: Sources, reference: Reference, want: Want): Promise<Resolved> {
  switch (reference.kind) {
    case 'none':
      return none('none was asked for');
    case 'auto':
      return resolveAuto(sources, want);
    case 'path':
      return fromPath(sources, reference.path);
    case 'git':
      return fromGit(sources, reference.ref, reference.path);
    case 'version':
      return fromVersion(sources, reference.name, reference.version, reference.sha256);
    case 'alias':
      return fromAlias(sources, reference.name, reference.alias);
    case 'run':
      return fromRun(sources, reference.runId, want.action);
  }
}

async function fromPath({ run, base }: Sources, path: string): Promise<Resolved> {
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

async function fromVersion(
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

async function fromRun({ recordOfRun }: Sources, runId: string, action: ActionName): Promise<Resolved> {
  const record = await recordOfRun(runId, action);
  if (!record) return none(`run ${runId} left no record of ${action}`);
  return found(`run ${runId}`, { commit: record.predicate.run.headSha, createdAt: record.predicate.createdAt, record });
}
