import * as z from 'zod';
import { type Allowance, parseAllowanceText } from './allowance.ts';

export const rules = ['guard', 'prove', 'improve', 'point'] as const;
export const severities = ['block', 'warn'] as const;

const ALLOWANCE = 'a number (absolute), "2%" (relative), "0.5pp" (0.005) or {abs, rel}';

function allowanceText(text: string, context: z.core.ParsePayload<string>): Allowance {
  const allowance = parseAllowanceText(text);
  if (allowance !== undefined) return allowance;
  context.issues.push({ code: 'custom', message: `expected ${ALLOWANCE}`, input: text });
  return z.NEVER;
}

const magnitude = z.number().nonnegative();
const absolute = z.union([
  magnitude,
  z
    .string()
    .regex(/pp\s*$/, 'expected a number or "0.5pp"')
    .transform((text, context) => allowanceText(text, context).abs ?? 0),
]);
const relative = z.union([
  magnitude.max(1, 'expected a fraction such as 0.02; write "200%" for more than 1'),
  z
    .string()
    .regex(/%\s*$/, 'expected a fraction or "2%"')
    .transform((text, context) => allowanceText(text, context).rel ?? 0),
]);

/** number = absolute, "2%" = relative, "0.5pp" = 0.005 absolute, {abs, rel} = the larger of both. */
export const allowanceSchema = z.union(
  [
    magnitude.transform((abs): Allowance => ({ abs })),
    z.string().transform(allowanceText),
    z
      .strictObject({ abs: absolute.optional(), rel: relative.optional() })
      .refine(({ abs, rel }) => abs !== undefined || rel !== undefined, 'expected abs, rel or both'),
  ],
  `expected ${ALLOWANCE}`,
);

/** One check: bounds on the candidate's value, at most one comparison with the baseline. */
export const checkSchema = z.strictObject({
  min: z.number().optional(),
  max: z.number().optional(),
  max_regression: allowanceSchema.optional(),
  min_improvement: allowanceSchema.optional(),
  equal_within: allowanceSchema.optional(),
  direction: z.enum(['higher', 'lower', 'none']).optional(),
  rule: z.enum(rules).optional(),
  severity: z.enum(severities).optional(),
  /** never compensated by other checks under `logic: {score}` */
  critical: z.boolean().optional(),
  optional: z.boolean().optional(),
  bound: z.enum(['upper', 'lower']).optional(),
});

export type CheckShape = z.output<typeof checkSchema>;
