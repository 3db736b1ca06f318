import * as z from 'zod';
import { verdicts } from '../verdict.ts';
import { commitSha, header, metricsSchema, scoresSchema, sha256 } from './header.ts';

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

/** One check's result and what a reader needs to weigh it. Intervals are of the change, candidate minus baseline, in the metric's unit. */
export const gateRowSchema = z.strictObject({
  metric: z.string(),
  /** the whole name, as waivers say it: `recall`, `slices.country=MT.recall`, `anchor.roc_auc` */
  name: z.string(),
  /** where it was asked: empty for the whole test set, `slices.country=MT`, `anchor`, `fairness.sex`, `budgets` */
  scope: z.string(),
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
  /** changes are percentage points */
  proportion: z.boolean(),
  /** what stands where a number is missing: `NaN`, `text`, `undefined: one class only` */
  found: z.strictObject({ baseline: z.string().nullable(), candidate: z.string().nullable() }),
  /** rows that the scope has; null without predictions */
  rows: z.number().int().nullable(),
  /** independent units behind the paired test and what they are, its method, its discordant pairs */
  n: z.number().int().nullable(),
  unit: z.string().nullable(),
  method: z.string().nullable(),
  losses: z.number().int().nullable(),
  gains: z.number().int().nullable(),
  /** smallest change that this test set can see (80 % power, one-sided alpha), in the metric's unit */
  detectable: z.number().nullable(),
  /** other checks may make up for it under `logic: {score}` */
  compensable: z.boolean(),
});
export type GateRow = z.infer<typeof gateRowSchema>;

const discoveredSchema = z.strictObject({
  slice: z.string(),
  /** rows and error rate in the half that confirms, and the error rate of all of it */
  rows: z.number().int(),
  errorRate: z.number(),
  overall: z.number(),
  /** one-sided, adjusted over the slices that were looked at again (Benjamini-Hochberg) */
  pValue: z.number(),
  confirmed: z.boolean(),
});
export type Discovered = z.infer<typeof discoveredSchema>;

/** One comment that accepted failing checks of this candidate: numeric ids, no names. */
const acceptedSchema = z.strictObject({
  checks: z.array(z.string()).min(1),
  reason: z.string(),
  actorId: z.string(),
  commentId: z.number().int(),
  pullRequest: z.number().int(),
  headSha: commitSha,
});
export type Accepted = z.infer<typeof acceptedSchema>;

const sideSchema = z.strictObject({
  modelDigest: sha256.nullable(),
  commit: commitSha.nullable(),
  metrics: metricsSchema,
  scores: scoresSchema.optional(),
});

/** How often the test set was looked at, this evaluation included, and what that leaves of it. */
const reuseSchema = z.strictObject({
  /** how much of this comparison people see */
  feedback: z.enum(['full', 'rounded', 'bit', 'sealed']),
  /** what counts as one candidate: the model, else its predictions, else its metrics */
  candidate: sha256,
  used: z.number().int().nonnegative(),
  max: z.number().int().positive().nullable(),
  /** when it was first evaluated; null: now */
  since: z.iso.datetime().nullable(),
  /** candidates of this pull request, this one included, and by how many standard errors the best of so many equal ones looks better; null without one */
  attempt: z.number().int().positive().nullable(),
  luck: z.number().nullable(),
  /** alpha was divided by it */
  alphaDivisor: z.number().int().positive(),
  /** comparisons decide nothing any more */
  exhausted: z.boolean(),
  /** evaluations that the set still supports by the bounds of ease.ml/ci; null: beyond counting */
  life: z
    .strictObject({
      remaining: z.number().int().nonnegative().nullable(),
      reliability: z.number(),
      tolerance: z.number(),
      adaptivity: z.enum(['none', 'first-change', 'full']),
      /** share of changed predictions that the tighter bound assumes; null: none is assumed */
      churn: z.number().nullable(),
    })
    .nullable(),
});

/** One metric of the models that followed each other, the oldest first, this candidate last. */
const historySchema = z.strictObject({
  metric: z.string(),
  points: z.array(z.strictObject({ commit: commitSha, value: z.number() })),
});

/** What the gate decided, about which model, against which baseline, under which policy. */
export const evaluateGateSchema = z.strictObject({
  ...header,
  action: z.literal('evaluate-gate'),
  verdict: z.enum(verdicts),
  /** the deciding fact in one line, without the verdict's word */
  fact: z.string(),
  /** most severe first */
  checks: z.array(gateRowSchema),
  notices: z.array(z.strictObject({ kind: z.string(), level: z.enum(['info', 'warn']), text: z.string() })),
  candidate: sideSchema.extend({
    source: z.string(),
    /** score at which a row counts as positive, where the policy had it fitted */
    threshold: z.number().nullable(),
  }),
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
  /** `ts1:` of the predictions' ids and truth, else `sha256:` of train's data entry `test`; null where neither is known */
  testSet: z
    .strictObject({
      fingerprint: z.string(),
      rows: z.number().int().nullable(),
      /** rows paired with the baseline's predictions; null without a pair */
      matched: z.number().int().nullable(),
    })
    .nullable(),
  /** paired rows whose score or label differs at all; null without a pair */
  changedPredictions: z.number().int().nullable(),
  task: z.string(),
  /** percent of the weights that hold under `logic: {score}`; null under another logic */
  score: z.number().nullable(),
  /** the search for slices that nobody declared: found on one half of the rows, confirmed on the other */
  discovered: z.array(discoveredSchema),
  /** how much each feature counts for the candidate, where it was told */
  importance: z.record(z.string(), z.number()).nullable(),
  /** digest of the candidate's predictions file, which register-model keeps for later gates */
  predictions: sha256.nullable(),
  policy: z.strictObject({
    /** of the policy as written, as canonical JSON; null: there is none */
    sha256: sha256.nullable(),
    /** where it was read, in words */
    source: z.string(),
    /** read from the base of the pull request or from the default branch, not from the change itself */
    protected: z.boolean(),
    /** what the pull request's own policy would say, where it differs from the one that decides */
    proposed: z.strictObject({ sha256: sha256.nullable(), verdict: z.enum(verdicts), fact: z.string() }).nullable(),
  }),
  /** without a policy: one that this test set can hold, in the shape of its file */
  suggested: z.json().nullable(),
  /** who accepted which of the failing checks, where that counts for this record */
  accepted: z.array(acceptedSchema).nullable().optional(),
  /** null: the policy has no `holdout` */
  reuse: reuseSchema.nullable().optional(),
  environment: z.string(),
  failOn: z.enum(['fail', 'inconclusive', 'never']),
  /** smallest drop that this test set can see (80 % power, one-sided 5 %), proportions only */
  detectable: z.number().nullable(),
  changed: z.strictObject({ params: z.array(z.string()), packages: z.array(z.string()), data: z.array(z.string()) }),
  /** `key`: signed with `signing-key`; `keyless`: as the workflow; `none`: with nothing; `off`: not wanted */
  signing: z.enum(['key', 'keyless', 'none', 'off']),
  /** absent where no number of earlier models may be shown or is known */
  history: historySchema.optional(),
  /** names of the pictures that the record store keeps for the head commit; absent: none */
  plots: z.array(z.string()).optional(),
  /** a Markdown file of the user's, shown as it is; never kept on the default branch */
  appended: z.strictObject({ name: z.string(), text: z.string() }).nullable(),
});
export type GateHistory = z.infer<typeof historySchema>;
export type EvaluateGatePredicate = z.infer<typeof evaluateGateSchema>;
