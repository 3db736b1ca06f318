import * as z from 'zod';
import { verdicts } from '../verdict.ts';
import { commitSha, header, metricsSchema, sha256 } from './header.ts';

export const checkStatuses = [
  'pass',
  'warn',
  'fail',
  'inconclusive',
  'error',
  'no-baseline',
  'skipped',
  'incomparable',
] as const;

/** One row of the gate's table. Intervals are of the change, candidate minus baseline, in the metric's unit. */
export const checkSchema = z.strictObject({
  metric: z.string(),
  status: z.enum(checkStatuses),
  severity: z.enum(['block', 'warn', 'info']),
  rule: z.string(),
  direction: z.enum(['higher', 'lower', 'none']),
  baseline: z.number().nullable(),
  candidate: z.number().nullable(),
  change: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  confidence: z.number().nullable(),
  pValue: z.number().nullable(),
  allowed: z.string(),
  /** the largest change in the bad direction that is still allowed, in the metric's unit */
  margin: z.number().nullable(),
  reason: z.string(),
});

const sideSchema = z.strictObject({
  modelDigest: sha256.nullable(),
  commit: commitSha.nullable(),
  metrics: metricsSchema,
});

/** What the gate decided, about which model, against which baseline, under which policy. */
export const evaluateGateSchema = z.strictObject({
  ...header,
  action: z.literal('evaluate-gate'),
  verdict: z.enum(verdicts),
  fact: z.string(),
  checks: z.array(checkSchema),
  notices: z.array(z.string()),
  candidate: sideSchema.extend({ source: z.string() }),
  baseline: z.discriminatedUnion('kind', [
    sideSchema.extend({
      kind: z.literal('found'),
      source: z.string(),
      createdAt: z.string().nullable(),
      version: z.string().nullable(),
    }),
    z.strictObject({ kind: z.literal('none'), reason: z.string() }),
    z.strictObject({ kind: z.literal('failed'), reason: z.string() }),
  ]),
  testSet: z
    .strictObject({ fingerprint: z.string(), rows: z.number().int(), matched: z.number().int().nullable() })
    .nullable(),
  /** digest of the candidate's predictions file, which register-model keeps for later gates */
  predictions: sha256.nullable(),
  policy: z.strictObject({
    sha256: sha256.nullable(),
    source: z.string(),
    /** read from the base of the pull request or from the default branch, not from the change itself */
    protected: z.boolean(),
    /** the verdict of the pull request's own policy where that differs from the base's */
    proposed: z.enum(verdicts).nullable(),
  }),
  environment: z.string(),
  failOn: z.enum(['fail', 'inconclusive', 'never']),
  /** smallest drop that this test set can see (80 % power, one-sided 5 %), proportions only */
  detectable: z.number().nullable(),
  changed: z.strictObject({ params: z.array(z.string()), packages: z.array(z.string()), data: z.array(z.string()) }),
});
export type EvaluateGatePredicate = z.infer<typeof evaluateGateSchema>;
export type GateCheck = z.infer<typeof checkSchema>;
