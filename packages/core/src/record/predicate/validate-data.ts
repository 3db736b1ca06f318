import * as z from 'zod';
import { fileSchema, header, sha256 } from './header.ts';

/** What validate-data found: counts and digests, no cell value. */
export const validateDataSchema = z.strictObject({
  ...header,
  action: z.literal('validate-data'),
  verdict: z.enum(['pass', 'warn', 'fail']),
  contract: z.strictObject({ name: z.string(), sha256, source: z.string() }),
  sources: z.array(
    z.strictObject({
      name: z.string(),
      files: z.array(fileSchema),
      rows: z.number().int().nonnegative(),
      fingerprint: z.string(),
    }),
  ),
  /** digest over all files of all sources */
  digest: sha256,
  rules: z.array(
    z.strictObject({
      id: z.string(),
      source: z.string(),
      column: z.string().nullable(),
      severity: z.enum(['fail', 'warn']),
      status: z.enum(['pass', 'warn', 'fail', 'error']),
      failing: z.number().nullable(),
      of: z.number().nullable(),
      limit: z.string(),
      found: z.string(),
      line: z.number().int().nullable(),
    }),
  ),
  seconds: z.number(),
  engine: z.string(),
});
export type ValidateDataPredicate = z.infer<typeof validateDataSchema>;
