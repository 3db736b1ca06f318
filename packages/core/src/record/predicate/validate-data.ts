import * as z from 'zod';
import { commitSha, fileSchema, header, sha256 } from './header.ts';

export const dataVerdicts = ['pass', 'warn', 'fail', 'error'] as const;
export type DataVerdict = (typeof dataVerdicts)[number];

/** One rule on one source: counts, names and the contract's own words, never a cell value. */
export const dataRuleSchema = z.strictObject({
  /** stable: `age.range`, `unique(a,b)`, `rows` */
  id: z.string(),
  source: z.string(),
  column: z.string().nullable(),
  kind: z.string(),
  severity: z.enum(['fail', 'warn', 'info']),
  /** `info`: only told, as it is broken or `unjudged` */
  status: z.enum([...dataVerdicts, 'info']),
  /** what the contract expects, in words: `0..400`, `one of 7 values` */
  expected: z.string(),
  /** rows or values that break the rule, and those looked at; null where the rule is not a count */
  failing: z.number().int().nullable(),
  of: z.number().int().nullable(),
  /** the number that was measured, where the rule is about one, and of what it is */
  got: z.number().nullable(),
  unit: z.string().nullable(),
  /** how many failing are accepted: `<= 1%` */
  limit: z.string(),
  /** 1-based, in the contract */
  line: z.number().int(),
  /** why it could not be evaluated, or which columns it is about */
  note: z.string().nullable(),
  /** nobody could tell, and the contract only wants to know that: it neither holds nor is broken */
  unjudged: z.literal(true).optional(),
  /** of a rule that must hold in each segment; `small` ones have too few rows to be judged, `worst` are the first broken ones */
  segments: z
    .strictObject({
      by: z.array(z.string()),
      of: z.number().int().nonnegative(),
      broken: z.number().int().nonnegative(),
      small: z.number().int().nonnegative(),
      worst: z.array(
        z.strictObject({
          /** in words that the contract writes; null: only its values could tell it */
          name: z.string().nullable(),
          rows: z.number().int().nonnegative(),
          failing: z.number().int().nullable(),
          of: z.number().int().nullable(),
          got: z.number().nullable(),
          note: z.string().nullable(),
        }),
      ),
    })
    .optional(),
  /** the first rows that break it, 1-based among the file's rows of data; not there where nobody looked or can tell */
  rows: z.array(z.strictObject({ file: z.string(), row: z.number().int().positive() })).optional(),
});
export type DataRule = z.infer<typeof dataRuleSchema>;

/** One named table of the data. */
export const dataSourceSchema = z.strictObject({
  name: z.string(),
  /** in a warehouse, as the workflow names it */
  table: z.string().optional(),
  format: z.string(),
  rows: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  /** number of files; `files` lists them, or none when they are more than a record holds */
  count: z.number().int().positive(),
  files: z.array(fileSchema),
  /** content, whatever the order of rows and files */
  fingerprint: z.string(),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      type: z.string(),
      /** how a schema says that it is stored: `BIGINT`, `INTEGER not null`; files of text say nothing */
      stored: z.string().optional(),
    }),
  ),
  /** the CSV delimiter, where it was found and not given */
  foundDelimiter: z.string().nullable(),
  /** between rows of CSV, which the contract lets be */
  blankLines: z.number().int().positive().optional(),
});
export type DataSource = z.infer<typeof dataSourceSchema>;

/** What validate-data found: counts and digests, no cell value. */
export const validateDataSchema = z.strictObject({
  ...header,
  action: z.literal('validate-data'),
  verdict: z.enum(dataVerdicts),
  /** the deciding fact in one line, without the verdict's word */
  fact: z.string(),
  contract: z.strictObject({
    path: z.string(),
    /** of its text with LF line ends */
    sha256,
    /** where it was read, in words */
    source: z.string(),
    commit: commitSha,
    /** what inputs say beside it (blocks, table, ignored rules): SHA-256 of their canonical JSON by name; null: nothing */
    overrides: sha256.nullable(),
    /** read from the base of the change or on the default branch, not from the change itself */
    protected: z.boolean(),
    /** the base branch has no contract yet: the change's own is shown and decides nothing */
    reportOnly: z.boolean(),
    /** what the change's own contract would say, where it differs from the one that decides; null `sha256`: removed */
    proposed: z
      .strictObject({ sha256: sha256.nullable(), verdict: z.enum(dataVerdicts).nullable(), fact: z.string() })
      .nullable(),
  }),
  sources: z.array(dataSourceSchema),
  /** digest over all files of all sources: SHA-256 of the canonical JSON of the sorted `{path, sha256, size}` */
  digest: sha256,
  /** of the only source; of several: `fps1:` and SHA-256 of the canonical JSON of the sorted `[name, fingerprint]` */
  fingerprint: z.string(),
  /** in the contract's order, source by source */
  rules: z.array(dataRuleSchema),
  failOn: z.enum(['fail', 'warn', 'never']),
  seconds: z.number(),
  engine: z.string(),
});
export type ValidateDataPredicate = z.infer<typeof validateDataSchema>;
