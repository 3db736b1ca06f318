import { driftCheckSchema, driftColumnSchema } from '@ml-actions/core/record/predicate/drift-check';
import { modelName } from '@ml-actions/core/record/predicate/header';
import * as z from 'zod';

/** Another layout of the report gets another number. */
const REPORT_VERSION = 1;

const { action: _, id: __, run: ___, version: ____, ...body } = driftCheckSchema.shape;
const counts = z.array(z.number().int().nonnegative());

/** The file of the output `report`: the numbers of the record, and the histograms behind them. No cell value. */
export const reportSchema = z.strictObject({
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
export type ReportFile = z.infer<typeof reportSchema>;
