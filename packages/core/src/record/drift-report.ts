import * as z from 'zod';
import { driftCheckSchema, driftColumnSchema } from './predicate/drift-check.ts';
import { modelName } from './predicate/header.ts';

/** Another layout of the report gets another number. */
const REPORT_VERSION = 1;

const { action: _, id: __, run: ___, version: ____, ...body } = driftCheckSchema.shape;
const counts = z.array(z.number().int().nonnegative());

/** The file of the output `report`: the numbers of the record, and the histograms behind them. No cell value. */
export const driftReportSchema = z.strictObject({
  ...body,
  format: z.literal('ml-actions-drift-report'),
  version: z.literal(REPORT_VERSION),
  model: modelName,
  createdAt: z.iso.datetime(),
  columns: z.array(
    driftColumnSchema.extend({
      /** rows per bin or category of the reference, in its order; the last one of categories is every other value */
      counts: z.strictObject({ reference: counts, current: counts }).nullable(),
    }),
  ),
});
export type DriftReportFile = z.infer<typeof driftReportSchema>;
