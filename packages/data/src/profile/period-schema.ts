import { FEATURES } from '@ml-actions/stats/random-features';
import * as z from 'zod';
import { count, exact } from './numbers.ts';

const about = {
  name: z.string().min(1),
  /** by period: values that are missing, not of the type or not finite */
  missing: z.array(count),
};

const numeric = z.strictObject({
  ...about,
  kind: z.literal('numeric'),
  /** by period and bin: every so many edges of the column's frame, all where they are few */
  counts: z.array(z.array(count)),
  /** in the column's multiples */
  sums: z.array(z.array(exact)),
  squares: z.array(exact),
});

const categorical = z.strictObject({
  ...about,
  kind: z.literal('categorical'),
  /** by period: of the column's categories, and last of all others */
  counts: z.array(z.array(count)),
});

const embedding = z.strictObject({
  ...about,
  kind: z.literal('embedding'),
  /** by period, as the column's */
  sums: z.array(z.array(z.int()).length(FEATURES)),
});

const opaque = z.strictObject({ ...about, kind: z.literal('opaque') });

/** What is counted of single periods, on the frames of the profile's columns. */
export const periodsSchema = z.strictObject({
  /** ISO 8601, by the calendar in UTC */
  length: z.string().regex(/^P(?:[1-9]\d{0,3}[DWM]|T[1-9]\d{0,3}H)$/),
  /** the rows are none of those that the columns count; otherwise they are among them */
  apart: z.boolean(),
  /** ascending; periods without a row are left out */
  starts: z.array(z.iso.datetime()),
  /** by period */
  rows: z.array(count),
  columns: z.array(z.discriminatedUnion('kind', [numeric, categorical, embedding, opaque])),
});

export type Periods = z.infer<typeof periodsSchema>;
export type PeriodColumn = Periods['columns'][number];
