import * as z from 'zod';
import { sha256 } from './predicate/header.ts';

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
export type Event = z.infer<typeof eventSchema>;
