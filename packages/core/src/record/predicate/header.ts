import * as z from 'zod';

/** The six actions, in the order in which a model passes them. */
export const actionNames = [
  'validate-data',
  'train',
  'evaluate-gate',
  'register-model',
  'deploy',
  'drift-check',
] as const;
export type ActionName = (typeof actionNames)[number];

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 in 64 lower-case hexadecimal digits');
export const commitSha = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'a full commit id');
export const modelName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits, `.`, `_`, `-`; at most 100 characters');

/** Where and when a record was made: numeric ids and digests, never names of people. */
export const runSchema = z.strictObject({
  repository: z.string(),
  repositoryId: z.string(),
  workflow: z.string(),
  workflowRef: z.string(),
  runId: z.string(),
  runAttempt: z.number().int().positive(),
  job: z.string(),
  event: z.string(),
  ref: z.string(),
  /** the commit that was checked out: on pull requests GitHub's merge commit */
  sha: commitSha,
  /** the commit people see: on pull requests the head of the branch */
  headSha: commitSha,
  pullRequest: z.number().int().positive().nullable(),
  /** the base branch or default branch of the repository */
  defaultBranch: z.string(),
  actorId: z.string(),
});
export type RunIdentity = z.infer<typeof runSchema>;

/** What every predicate says first. */
export const header = {
  version: z.literal(1),
  action: z.enum(actionNames),
  model: modelName,
  /** `default`, a gate id, a matrix leg's hash: keeps two records of one action in one run apart */
  id: z.string(),
  run: runSchema,
  createdAt: z.iso.datetime(),
  verdict: z.string(),
};
export const headerSchema = z.looseObject(header);
export type Header = z.infer<typeof headerSchema>;

/** What a record says when its action could not decide: the header and the one sentence of the error. */
export const failureSchema = z.looseObject({ ...header, verdict: z.literal('error'), error: z.string() });
export type Failure = z.infer<typeof failureSchema>;

export const fileSchema = z.strictObject({ path: z.string(), size: z.number().int().nonnegative(), sha256 });
export const metricsSchema = z.record(z.string(), z.number());
/** Metrics that were measured several times, per fold or per seed; `metrics` holds their means. */
export const scoresSchema = z.record(z.string(), z.array(z.number()));
