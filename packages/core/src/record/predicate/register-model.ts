import * as z from 'zod';
import { fileSchema, header, metricsSchema, sha256 } from './header.ts';
import { verdicts } from '../verdict.ts';

/** Where the bytes of one file are: `inline` is the record store's own `blobs/sha256/`, else a directory of blobs. */
export const blobSchema = fileSchema.extend({
  role: z.enum(['model', 'predictions', 'profile', 'card']),
  location: z.string(),
});

/**
 * An immutable model version, `models/<name>/versions/<n>.json`. The subject of its statement is the model's digest.
 */
export const registerModelSchema = z.strictObject({
  ...header,
  action: z.literal('register-model'),
  verdict: z.enum(['registered', 'unchanged', 'planned', 'promoted']),
  name: z.string(),
  modelVersion: z.number().int().positive().nullable(),
  modelDigest: sha256,
  openssfRoot: sha256,
  files: z.array(fileSchema),
  blobs: z.array(blobSchema),
  idempotencyKey: sha256,
  /** the gate record that admitted it; null only when the user said `allow-ungated` */
  evaluation: z
    .strictObject({
      sha256,
      verdict: z.enum(verdicts),
      signed: z.boolean(),
      policySha256: sha256.nullable(),
      baselineDigest: sha256.nullable(),
      metrics: metricsSchema,
      testSet: z.string().nullable(),
    })
    .nullable(),
  dataReport: z.strictObject({ sha256, digest: sha256, verdict: z.string() }).nullable(),
  training: z.strictObject({ sha256, params: z.record(z.string(), z.json()), durationSeconds: z.number() }).nullable(),
  alias: z.string().nullable(),
  previousVersion: z.number().int().nullable(),
  semver: z.string().nullable(),
});
export type RegisterModelPredicate = z.infer<typeof registerModelSchema>;

/** `models/<name>/aliases/<alias>.json`: the only mutable file of a model; moved by compare-and-swap. */
export const aliasSchema = z.strictObject({
  version: z.number().int().positive(),
  previous: z.number().int().positive().nullable(),
  event: sha256,
});
export type Alias = z.infer<typeof aliasSchema>;

/** One link of a chain of events: each names the digest of the one before it. */
export const eventSchema = z.looseObject({
  type: z.string(),
  at: z.iso.datetime(),
  previous: sha256.nullable(),
});
