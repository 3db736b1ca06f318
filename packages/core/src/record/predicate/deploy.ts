import * as z from 'zod';
import { header, sha256 } from './header.ts';

export const deployVerdicts = [
  'deployed',
  'unchanged',
  'planned',
  'waiting',
  'refused',
  'rolled-back',
  'rollback-failed',
  'superseded',
  'inconclusive',
  'error',
] as const;
export type DeployVerdict = (typeof deployVerdicts)[number];

/** One verification step, in the order in which it was made. */
export const verificationSchema = z.strictObject({
  step: z.string(),
  status: z.enum(['ok', 'refused', 'not-required']),
  detail: z.string(),
});
export type Verification = z.infer<typeof verificationSchema>;

/** What was put in front of traffic, on what evidence, and what serves now. */
export const deploySchema = z.strictObject({
  ...header,
  action: z.literal('deploy'),
  verdict: z.enum(deployVerdicts),
  reason: z.string(),
  mode: z.string(),
  environment: z.string(),
  target: z.string(),
  /** `NAME@N`; empty where no version is known yet (a plan on a change) */
  modelVersion: z.string(),
  modelDigest: sha256.nullable(),
  /** what serves after this run */
  servedDigest: sha256.nullable(),
  servedVersion: z.string().nullable(),
  /** what served before it */
  previousDigest: sha256.nullable(),
  previousVersion: z.string().nullable(),
  evidence: z.array(verificationSchema),
  /** `identity`: where and how the digest was observed */
  smoke: z.strictObject({ requests: z.number().int(), mismatches: z.number().int(), identity: z.string() }).nullable(),
  deploymentId: z.number().int().nullable(),
  url: z.string().nullable(),
});
export type DeployPredicate = z.infer<typeof deploySchema>;
