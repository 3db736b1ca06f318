import * as z from 'zod';
import { fileSchema, header, metricsSchema, scoresSchema, sha256 } from './header.ts';

export const outputRoles = ['model', 'metrics', 'predictions', 'profile', 'plot', 'checkpoint', 'log'] as const;
export type OutputRole = (typeof outputRoles)[number];

/** A training run: what went in, what came out, where it ran. */
export const trainSchema = z.strictObject({
  ...header,
  action: z.literal('train'),
  verdict: z.enum(['succeeded', 'failed', 'stopped', 'timeout']),
  phase: z.enum(['SUCCEEDED', 'FAILED', 'STOPPED', 'TIMEOUT']),
  reason: z.string(),
  backend: z.enum(['local']),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  /** the argument vector that was started; a text command is the last argument of `bash` */
  command: z.array(z.string()),
  setup: z.array(z.string()).nullable(),
  workingDirectory: z.string(),
  seed: z.number().int(),
  deterministic: z.enum(['off', 'seed']),
  params: z.record(z.string(), z.json()),
  /** `sha256` is over the canonical JSON of all files; `files` lists them, or none when they are more than a record holds */
  data: z.array(
    z.strictObject({
      name: z.string(),
      path: z.string(),
      count: z.number().int().positive(),
      size: z.number().int().nonnegative(),
      files: z.array(fileSchema),
      sha256,
    }),
  ),
  environment: z.strictObject({
    os: z.string(),
    arch: z.string(),
    cpus: z.number(),
    lockfile: fileSchema.nullable(),
    packages: z.record(z.string(), z.string()),
  }),
  outputs: z.array(fileSchema.extend({ role: z.enum(outputRoles) })),
  /** present when a model was written; paths of `files` are relative to `root`, `root` to the workspace */
  trained: z
    .strictObject({ root: z.string(), files: z.array(fileSchema), digest: sha256, openssfRoot: sha256 })
    .nullable(),
  metrics: metricsSchema,
  scores: scoresSchema.optional(),
  /** what a reviewer should know although the run succeeded */
  notices: z.array(z.string()),
  /** the command's last lines when it failed, known secrets masked; empty on the default branch, whose records are kept */
  logTail: z.array(z.string()),
  startedAt: z.iso.datetime(),
  durationSeconds: z.number(),
});
export type TrainPredicate = z.infer<typeof trainSchema>;
