import * as z from 'zod';
import { commitSha, modelName, sha256 } from './predicate/header.ts';

/** Longest reason that is kept; a paragraph belongs into the pull request. */
export const longestReason = 500;

/**
 * `acceptances/<model>/<head>/<comment>.json`: somebody with the right to it let a candidate pass in spite of named checks.
 * People are numeric ids.
 */
export const acceptanceSchema = z.strictObject({
  version: z.literal(1),
  type: z.literal('accepted'),
  at: z.iso.datetime(),
  model: modelName,
  pullRequest: z.number().int().positive(),
  /** the commit people see; a push voids the acceptance */
  headSha: commitSha,
  /** trees of the head and of GitHub's test merge that was judged */
  trees: z.array(commitSha).min(1),
  gates: z
    .array(
      z.strictObject({
        id: z.string(),
        checks: z.array(z.string()).min(1),
        /** digest of the gate's subject: the model, or its metrics */
        candidate: sha256,
        /** digest of the record that was accepted */
        record: sha256,
        policy: sha256.nullable(),
      }),
    )
    .min(1),
  reason: z.string().min(1).max(longestReason),
  actorId: z.string().regex(/^\d+$/),
  commentId: z.number().int().positive(),
});
export type Acceptance = z.infer<typeof acceptanceSchema>;
