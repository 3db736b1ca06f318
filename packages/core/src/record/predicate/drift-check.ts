import * as z from 'zod';
import { header, sha256 } from './header.ts';

export const driftStatuses = [
  'ok',
  'noise-limited',
  'warn',
  'drift',
  'performance',
  'schema',
  'insufficient',
  'error',
] as const;

/** One column's result: effect with its unit, against threshold and expected noise. */
export const driftColumnSchema = z.strictObject({
  column: z.string(),
  kind: z.string(),
  status: z.enum(driftStatuses),
  method: z.string(),
  effect: z.number().nullable(),
  unit: z.string(),
  threshold: z.number().nullable(),
  noise: z.number().nullable(),
  pValue: z.number().nullable(),
  qValue: z.number().nullable(),
  reference: z.number().int(),
  current: z.number().int(),
  note: z.string(),
});

/** What drift-check saw in one window against one reference profile. */
export const driftCheckSchema = z.strictObject({
  ...header,
  action: z.literal('drift-check'),
  verdict: z.enum(driftStatuses),
  /** the status before debouncing over the last runs */
  observed: z.enum(driftStatuses),
  confirmed: z.boolean(),
  environment: z.string(),
  reference: z.strictObject({
    source: z.string(),
    sha256,
    rows: z.number().int(),
    modelVersion: z.string().nullable(),
  }),
  current: z.strictObject({ source: z.string(), rows: z.number().int(), fingerprint: z.string() }),
  columns: z.array(driftColumnSchema),
  worstColumn: z.string().nullable(),
  maxEffect: z.number().nullable(),
  history: z.array(z.strictObject({ at: z.string(), status: z.string(), maxEffect: z.number().nullable() })),
  issue: z.strictObject({ number: z.number().int(), url: z.string() }).nullable(),
});
export type DriftCheckPredicate = z.infer<typeof driftCheckSchema>;
