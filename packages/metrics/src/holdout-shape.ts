import * as z from 'zod';
import { severities } from './check-shape.ts';

/** How much of a comparison people see, from everything to nothing. */
export const feedbackLevels = ['full', 'rounded', 'bit', 'sealed'] as const;
export type Feedback = (typeof feedbackLevels)[number];

const column = z.string().min(1);
/** a share of the test set's rows or groups */
const share = z.number().min(0).max(1);

/** Rows, groups and times that training and test data must not share. */
export const overlapSchema = z.strictObject({
  train: z.string().min(1),
  test: z.string().min(1),
  /** columns that make no two rows different: the id (found by name, too) and what is predicted */
  id: column.optional(),
  label: column.optional(),
  /** training ends before the test set begins */
  time: column.optional(),
  /** patients, users, documents: on one side only */
  group: column.optional(),
  max: share.default(0),
  severity: z.enum(severities).default('block'),
});
export type Overlap = z.output<typeof overlapSchema>;

/** What the policy says of looking at the same test set again and again (research section 6). */
export const holdoutSchema = z.strictObject({
  max_evaluations: z.number().int().min(1).max(1_000_000).optional(),
  feedback: z.enum(feedbackLevels).default('full'),
  /** `adjust`: alpha is divided by the attempts of a pull request; `show`: they are told */
  attempts: z.enum(['adjust', 'show']).default('show'),
  /** days since the test set was first evaluated */
  max_age: z
    .string()
    .regex(/^[1-9]\d{0,4}d$/, 'expected days such as 180d')
    .transform((text) => Number.parseInt(text, 10))
    .optional(),
  /** every evaluation right within `tolerance`, with probability `reliability` */
  guarantee: z
    .strictObject({
      reliability: z.number().gt(0).lt(1),
      tolerance: z.number().gt(0).lt(1),
      adaptivity: z.enum(['none', 'first-change', 'full']).default('full'),
    })
    .optional(),
  overlap: overlapSchema.optional(),
});
export type Holdout = z.output<typeof holdoutSchema>;
