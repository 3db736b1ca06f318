import * as z from 'zod';
import { rules, severities } from './check-shape.ts';
import { holdoutSchema } from './holdout-shape.ts';
import {
  budgetSchema,
  checksSchema,
  fairnessSchema,
  importanceSchema,
  robustnessSchema,
  scoreSchema,
  seedsSchema,
  slicesSchema,
  waiverSchema,
} from './scope-shape.ts';

export const tasks = ['binary', 'multiclass', 'regression', 'ranking', 'metrics-only'] as const;

/** The score at which a row counts as positive: the one that serves a metric best on rows that are not the test set. */
const fitSchema = z.strictObject({ fit: z.enum(['f1', 'accuracy', 'balanced_accuracy']), data: z.string().min(1) });

const undecided = z.enum(['error', 'fail']);
const label = z.union([z.string(), z.number(), z.boolean()]).transform(String);

export const policySchema = z.strictObject({
  version: z.literal(1).optional(),
  task: z.enum(tasks).optional(),
  labels: z.array(label).min(2).optional(),
  positive: label.optional(),
  threshold: z.union([z.number(), fitSchema], 'expected a number or {fit, data}').optional(),
  when: z
    .strictObject({
      inconclusive: z.enum(['inconclusive', 'warn', 'fail']).optional(),
      no_baseline: z.enum(['warn', 'fail']).optional(),
      missing: z.enum(['error', 'fail', 'warn']).optional(),
      nan: undecided.optional(),
      undefined: z.enum(['error', 'fail', 'warn']).optional(),
      baseline_lookup_error: undecided.optional(),
    })
    .optional(),
  stats: z
    .strictObject({
      alpha: z.number().gt(0).lt(0.5).optional(),
      min_n: z.number().int().min(2).optional(),
      multiplicity: z.enum(['holm', 'none']).optional(),
      interval: z.enum(['auto', 'bootstrap']).optional(),
      resamples: z.number().int().min(200).max(100_000).optional(),
      seed: z.number().int().min(0).max(0xffffffff).optional(),
    })
    .optional(),
  defaults: z.strictObject({ rule: z.enum(rules).optional(), severity: z.enum(severities).optional() }).optional(),
  logic: z
    .union(
      [z.enum(['all', 'any']), z.strictObject({ score: scoreSchema })],
      'expected all | any | {score: {pass, marginal, weights}}',
    )
    .optional(),
  align: z.enum(['exact', 'intersection']).optional(),
  checks: checksSchema,
  anchor_checks: checksSchema.optional(),
  slices: slicesSchema.optional(),
  fairness: z.union([fairnessSchema, z.array(fairnessSchema)]).optional(),
  budgets: z.record(z.string(), budgetSchema).optional(),
  seeds: seedsSchema.optional(),
  robustness: robustnessSchema.optional(),
  importance: importanceSchema.optional(),
  holdout: holdoutSchema.optional(),
  waivers: z.array(waiverSchema).optional(),
});

export type PolicyShape = z.output<typeof policySchema>;
