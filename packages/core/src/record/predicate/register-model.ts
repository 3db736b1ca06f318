import * as z from 'zod';
import { verdicts } from '../verdict.ts';
import { commitSha, fileSchema, header, metricsSchema, sha256 } from './header.ts';

/** Where the bytes of one file are: `inline` is the record store's own `blobs/sha256/`, else `file:DIR` of blobs. */
export const blobSchema = fileSchema.extend({
  role: z.enum(['model', 'predictions', 'profile', 'card']),
  location: z.string().regex(/^(inline|file:.+)$/s, '`inline` or `file:DIR`'),
});
export type Blob = z.infer<typeof blobSchema>;

/** Why a record counts: it was read from the record store, or a key under `trust` signed it. */
export const assurances = ['store', 'signed'] as const;

/** How the ids in a predictions blob were hidden: the first 32 hexadecimal digits of SHA-256(`<salt>:<id>`). */
export const predictionsSchema = z.strictObject({
  sha256,
  rows: z.number().int().nonnegative(),
  /** the blob's header: `id` (hashed) first, then `truth`, `score` ... as far as the predictions have them */
  columns: z.array(z.string()),
  /** one per model, so that ids of all its versions pair; it hides ids from readers who cannot guess them */
  salt: z.string().regex(/^[0-9a-f]{32}$/),
});

/**
 * An immutable model version, `models/<name>/versions/<n>.json`. The subject of its statement is the model's digest.
 */
export const registerModelSchema = z.strictObject({
  ...header,
  action: z.literal('register-model'),
  verdict: z.enum(['registered', 'unchanged', 'planned', 'promoted', 'refused']),
  /** one sentence: what was done, or why not */
  reason: z.string(),
  name: z.string(),
  modelVersion: z.number().int().positive().nullable(),
  modelDigest: sha256,
  openssfRoot: sha256,
  files: z.array(fileSchema),
  blobs: z.array(blobSchema),
  /** SHA-256 of name, model digest and evaluation digest: the same content is the same version */
  idempotencyKey: sha256,
  /** the gate record that admitted it; null only when the user said `allow-ungated` */
  evaluation: z
    .strictObject({
      /** digest of the gate's record, which stands under `records/<model>/<commit>/` */
      sha256,
      model: z.string(),
      commit: commitSha,
      id: z.string(),
      assurance: z.enum(assurances).nullable(),
      createdAt: z.iso.datetime(),
      verdict: z.enum(verdicts),
      signed: z.boolean(),
      policySha256: sha256.nullable(),
      policyProtected: z.boolean(),
      baselineDigest: sha256.nullable(),
      metrics: metricsSchema,
      testSet: z.string().nullable(),
    })
    .nullable(),
  dataReport: z.strictObject({ sha256, digest: sha256, verdict: z.string() }).nullable(),
  training: z.strictObject({ sha256, params: z.record(z.string(), z.json()), durationSeconds: z.number() }).nullable(),
  predictions: predictionsSchema.nullable(),
  /** digest of `profiles/<name>/<n>.json` */
  profile: sha256.nullable(),
  alias: z.string().nullable(),
  previousVersion: z.number().int().nullable(),
  semver: z.string().nullable(),
  /** lineage that this version lacks: `evaluation`, `data report`, `training` */
  missing: z.array(z.string()),
});
export type RegisterModelPredicate = z.infer<typeof registerModelSchema>;
