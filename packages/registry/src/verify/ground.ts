import type { LoadedRecord } from '@ml-actions/core/record/record';
import { type PublicKeyPem, verifyDsse } from '@ml-actions/core/record/sign';
import type { StoreView } from '@ml-actions/core/store/store';

export interface VerifyOptions {
  /** where relative `file:` blob directories start */
  readonly workspace: string;
  /** with keys, every signed version and record must be signed by one of them */
  readonly trustedKeys?: readonly PublicKeyPem[];
}

export const counted = ['versions', 'events', 'aliases', 'blobs', 'records', 'deployments'] as const;
export type Counted = (typeof counted)[number];

/** What every check stands on. */
export interface Ground extends VerifyOptions {
  readonly view: StoreView;
  readonly count: (what: Counted) => void;
}

/** The problems of one file of the store; whatever it throws is one, too. */
export type Check = (ground: Ground, path: string, bytes: Uint8Array) => AsyncIterable<string> | Iterable<string>;

/** Why a signed record is signed by none of the trusted keys; unsigned ones and a ground without keys are not judged. */
export function* signatureProblems(
  { trustedKeys = [] }: Ground,
  { envelope }: Pick<LoadedRecord, 'envelope'>,
): Generator<string> {
  if (envelope === null || trustedKeys.length === 0) return;
  const verified = verifyDsse(envelope, trustedKeys);
  if (!verified.ok) yield verified.detail;
}

export const readOrEmpty = async (view: StoreView, path: string): Promise<Uint8Array> =>
  (await view.read(path)) ?? new Uint8Array();
