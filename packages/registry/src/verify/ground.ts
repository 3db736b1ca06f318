import type { LoadedRecord } from '@ml-actions/core/record/record';
import { namesSigners, nobody, type Trust } from '@ml-actions/core/record/signature';
import { verifySignature } from '@ml-actions/core/record/verify-signature';
import type { StoreView } from '@ml-actions/core/store/store';

export interface VerifyOptions {
  /** where relative `file:` blob directories start */
  readonly workspace: string;
  /** where it names signers, every signed version and record must be signed by one of them */
  readonly trust?: Trust;
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

/** Why a signed record is signed by nobody who counts; unsigned ones and a ground that trusts nobody are not judged. */
export async function* signatureProblems(
  { trust = nobody }: Ground,
  { signature }: Pick<LoadedRecord, 'signature'>,
): AsyncGenerator<string> {
  if (signature === null || !namesSigners(trust)) return;
  const judged = await verifySignature(signature, trust);
  if (!judged.ok) yield judged.detail;
}

export const readOrEmpty = async (view: StoreView, path: string): Promise<Uint8Array> =>
  (await view.read(path)) ?? new Uint8Array();
