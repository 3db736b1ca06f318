import { ServiceError } from '@ml-actions/core/error';
import { sha256 } from '@ml-actions/core/json/digest';
import type { VersionRecord } from '@ml-actions/core/reference/find-version';
import type { BlobPlace } from './blobs/blobs.ts';
import { blobBytes } from './fetch.ts';

/** Kept for pairing only; larger test sets are paired by scoring the baseline again. Bytes. */
export const PREDICTIONS_LIMIT = 20 * 1024 * 1024;

/** 128 bits: no two of a billion ids meet by chance. */
const ID_DIGITS = 32;

/** The columns a predictions blob may hold, in this order; others may hold people's data and are left out. */
export const predictionColumns = ['id', 'truth', 'score', 'prediction', 'weight', 'cluster'] as const;
export type PredictionColumn = (typeof predictionColumns)[number];

/** Columns whose values name things or people: hidden like ids. */
export const hiddenColumns: readonly PredictionColumn[] = ['id', 'cluster'];

/**
 * The salt of a model's ids. It is the same for all its versions (so that they pair, also when the first two are
 * registered at once) and differs between models (so that ids cannot be joined across them). It is no secret: it stands
 * in every version's record, and whoever can read the store and guess an id can confirm the guess.
 */
export const saltOf = (repositoryId: string, name: string): string =>
  sha256(`ml-actions/predictions/1\n${repositoryId}\n${name}`).slice(0, ID_DIGITS);

/** How an id stands in a predictions blob: 32 hexadecimal digits of SHA-256(`<salt>:<id>`), the id as text in UTF-8. */
export const hiddenId = (salt: string, id: string): string => sha256(`${salt}:${id}`).slice(0, ID_DIGITS);

export interface PredictionsBlob {
  /** CSV (RFC 4180, `\n`, UTF-8) with a header: `id`, then what of truth, score, prediction, weight, cluster there is */
  readonly bytes: Uint8Array;
  readonly columns: readonly string[];
  readonly rows: number;
  /** hide the candidate's ids and clusters with `hiddenId(salt, id)` before pairing */
  readonly salt: string;
  readonly sha256: string;
}

/**
 * The predictions that were registered with a version, verified; null when none were kept.
 *
 * @throws GateRefused for changed bytes, ServiceError when they cannot be read
 */
export async function readPredictionsBlob(
  { predicate, origin }: VersionRecord,
  place: BlobPlace,
): Promise<PredictionsBlob | null> {
  if (predicate.predictions === null) return null;
  const { sha256: digest, columns, rows, salt } = predicate.predictions;
  const blob = predicate.blobs.find((one) => one.role === 'predictions' && one.sha256 === digest);
  if (!blob) throw new ServiceError(`${origin}: it names predictions, but no blob holds them.`);
  return { bytes: await blobBytes(blob, place), columns, rows, salt, sha256: digest };
}
