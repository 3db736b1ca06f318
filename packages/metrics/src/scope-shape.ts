import * as z from 'zod';
import { checkSchema, severities } from './check-shape.ts';

const checks = z.record(
  z.string(),
  checkSchema.nullable().transform((check) => check ?? {}),
);
const severity = z.enum(severities).optional();
const column = z.string().min(1);
const rows = z.number().int().min(1);

/** Declared slices and crosses, and the search for ones nobody declared. */
export const slicesSchema = z.strictObject({
  /** columns, or lists of columns that are crossed */
  by: z.array(z.union([column, z.array(column).min(2).max(4)])).default([]),
  /** edges of numeric columns: [0, 30, 50] makes [0, 30), [30, 50) and the open ends */
  bins: z.record(z.string(), z.array(z.number()).min(1)).default({}),
  min_n: rows.default(100),
  min_positives: rows.default(20),
  checks: z
    .record(z.string(), checkSchema.extend({ floor: z.number().optional() }).nullable())
    .transform((given) => Object.fromEntries(Object.entries(given).map(([metric, check]) => [metric, floored(check)])))
    .default({}),
  discover: z
    .strictObject({
      /** columns to look through; those of `by`, without a say */
      columns: z.array(column).min(1).max(30).optional(),
      /** 2: also every pair of them */
      depth: z.number().int().min(1).max(2).default(2),
      /** weight of the slice's error against its size (Sagadeeva and Boehm 2021) */
      alpha: z.number().gt(0).max(1).default(0.95),
      top: z.number().int().min(1).max(20).default(5),
      severity: z.enum(['info', 'warn']).default('info'),
    })
    .optional(),
});

/** `floor` is what a slice's minimum is called; it is the check's `min`. */
function floored(check: (z.output<typeof checkSchema> & { floor?: number | undefined }) | null) {
  const { floor, ...rest } = check ?? {};
  return floor === undefined ? rest : { ...rest, min: floor };
}

/** Gaps between the groups of one column. */
export const fairnessSchema = z.strictObject({
  attribute: column,
  min_n: rows.default(100),
  min_positives: rows.default(20),
  checks: checks.refine((given) => Object.keys(given).length > 0, 'expected at least one check'),
});

const ratio = z.number().positive();

/** A resource's limit: as it is, and as a ratio to the baseline's. */
export const budgetSchema = z.strictObject({
  max: z.number().optional(),
  min: z.number().optional(),
  max_ratio: ratio.min(1).optional(),
  min_ratio: ratio.max(1).optional(),
  /** fewest measurements on each side */
  runs: z.number().int().min(2).optional(),
  /** the two sides' measurements took turns: A B A B */
  interleave: z.boolean().optional(),
  severity,
  optional: z.boolean().optional(),
});

export const seedsSchema = z.strictObject({
  files: z.string().min(1),
  pair_by: z.string().min(1).default('seed'),
  min: z.number().int().min(2).default(3),
});

export const robustnessSchema = z.strictObject({
  suites: z.record(z.string(), z.string().min(1)).refine((given) => Object.keys(given).length > 0, 'expected a suite'),
  max_drop_vs_clean: z.number().nonnegative().default(0.05),
  severity,
});

export const importanceSchema = z.strictObject({
  file: z.string().min(1),
  max_total_variation: z.number().min(0).max(1).optional(),
  min_top10_jaccard: z.number().min(0).max(1).optional(),
  severity,
});

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day such as 2026-03-31');

export const waiverSchema = z.strictObject({
  check: z.string().min(1),
  until: day,
  reason: z.string().min(1),
  approved_by: z.string().min(1).optional(),
});

/** Percent of the weights of checks that hold; what is not compensable still decides by itself. */
export const scoreSchema = z
  .strictObject({
    pass: z.number().min(0).max(100),
    marginal: z.number().min(0).max(100),
    weights: z.record(z.string(), z.number().nonnegative()).default({}),
  })
  .refine(({ pass, marginal }) => marginal <= pass, 'expected `marginal` at most `pass`');

export const checksSchema = checks;
