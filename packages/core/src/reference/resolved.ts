import type { GitHub } from '../github/client.ts';
import type { ActionName, Header } from '../record/predicate/header.ts';
import type { LoadedRecord } from '../record/record.ts';
import type { Trust } from '../record/signature.ts';
import type { RunContext } from '../runner/context.ts';
import type { Store } from '../store/store.ts';
import type { VersionRecord } from './find-version.ts';
import type { Reference } from './reference.ts';

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
  /** whoever asks verifies signatures itself, and says more than that the look-up failed */
  readonly verifiedByCaller?: true;
}

export type Resolve = (reference: Reference, want: Want) => Promise<Resolved>;

/** What the resolver needs of the run. */
export interface Sources {
  readonly run: RunContext;
  readonly model: string;
  readonly base: string;
  readonly store: () => Promise<Store>;
  readonly github: () => Promise<GitHub>;
  /** whose signatures count: what others' runs left in the store must carry one as soon as anybody's does */
  readonly trust: () => Promise<Trust>;
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
