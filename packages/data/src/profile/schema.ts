import { inputProblem } from '@ml-actions/core/error';
import { parseJson } from '@ml-actions/core/json/canonical';
import { FEATURES } from '@ml-actions/stats/random-features';
import * as z from 'zod';
import { baselineSchema } from '../performance/baseline.ts';
import { MOST_DIMENSIONS } from './kind.ts';
import { count, exact } from './numbers.ts';
import { periodsSchema } from './period-schema.ts';
import { fitsPeriods } from './period-shape.ts';
import { TEXT_MEASURES } from './text-measure.ts';

/** The format of reference profiles; another layout gets another number. */
export const PROFILE_VERSION = 2;
/** Of periods it held effects, which cannot be added; everything else is as it is now. */
const WITHOUT_COUNTS_OF_PERIODS = 1;

const common = {
  name: z.string().min(1),
  role: z.enum(['feature', 'prediction', 'label']),
  /** what is measured of a text column, where the values are not the column's own */
  of: z.strictObject({ column: z.string().min(1), measure: z.enum(TEXT_MEASURES) }).optional(),
  /** rows looked at; files of one profile may differ in length */
  rows: count,
  /** missing values */
  missing: count,
  /** present values that are not of the column's type */
  invalid: count,
};

const numeric = z.strictObject({
  ...common,
  kind: z.enum(['numeric', 'datetime']),
  type: z.enum(['integer', 'number', 'date', 'timestamp']),
  nan: count,
  positiveInfinity: count,
  negativeInfinity: count,
  /** of the finite values; null without any */
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** sums are of whole multiples of 2^(exponent - 40), measured from `center` */
  center: z.number(),
  exponent: z.int().min(-1000).max(1024),
  /** ascending; bins are right-closed between them and open at the ends */
  edges: z.array(z.number()),
  counts: z.array(count),
  sums: z.array(exact),
  /** sum of the squared multiples over all bins */
  squares: exact,
  /** values that hold more than 1 % of the reference, each alone in its bin */
  atoms: z.array(z.number()),
});

const categorical = z.strictObject({
  ...common,
  kind: z.enum(['categorical', 'boolean']),
  type: z.enum(['string', 'integer', 'boolean']),
  /** the most frequent values of the reference, with their counts */
  categories: z.array(z.strictObject({ value: z.string(), count })),
  /** present values outside `categories` */
  other: count,
  /** the reference had no value outside `categories`: another value is new */
  complete: z.boolean(),
});

const share = z.number().positive().max(1);

/** Vectors of one dimension: the sums of their random Fourier features, about 4 KB. */
const embedding = z.strictObject({
  ...common,
  kind: z.literal('embedding'),
  /** of the items */
  type: z.literal('number'),
  dimension: z.int().positive().max(MOST_DIMENSIONS),
  /** of the features' kernel, and the seed of their frequencies */
  bandwidth: z
    .number()
    .min(2 ** -1022)
    .max(2 ** 1022),
  seed: z.int(),
  /** of the features' variance in few directions; null: the reference knows one vector only */
  concentration: z.strictObject({ second: share, third: share }).nullable(),
  /** vectors with NaN or infinity; they are in no sum */
  nonFinite: count,
  /** in steps of 1/4096, exact */
  sums: z.array(z.int()).length(FEATURES),
});

/** Nested values, and text in which nearly every value is another: only its missing share can be compared. */
const opaque = z.strictObject({ ...common, kind: z.literal('opaque'), type: z.string() });

const column = z.discriminatedUnion('kind', [numeric, categorical, embedding, opaque]);

export const profileSchema = z.strictObject({
  format: z.literal('ml-actions-profile'),
  version: z.literal([WITHOUT_COUNTS_OF_PERIODS, PROFILE_VERSION]),
  /** how category values are written; hashed: the first 16 hexadecimal digits of SHA-256(`<salt>:<value>`) */
  values: z.enum(['plain', 'hashed']),
  /** hides values from readers who cannot guess them */
  salt: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  /** of a salt that comes from a key and stands nowhere: hides values from everybody without the key */
  saltDigest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** sorted by name */
  columns: z.array(column),
  /** single periods of event time, which tell how far quiet ones stray, and seasons */
  periods: periodsSchema.optional(),
  /** how well the model did, where predictions and truths were there */
  performance: baselineSchema.optional(),
});

export type Profile = z.infer<typeof profileSchema>;
export type ProfileColumn = z.infer<typeof column>;
export type NumericColumn = z.infer<typeof numeric>;
export type CategoricalColumn = z.infer<typeof categorical>;
export type EmbeddingColumn = z.infer<typeof embedding>;
export type Role = ProfileColumn['role'];

/** Problems told in one message. */
const SHOWN_PROBLEMS = 5;

/**
 * A profile from its JSON text.
 * @param where the file, for the message
 * @throws InputError naming what is wrong and where in the document
 */
export function parseProfile(text: string | Uint8Array, where: string): Profile {
  const result = profileSchema.safeParse(ofKnownVersion(parseJson(text, where), where));
  if (!result.success) {
    const told = result.error.issues
      .slice(0, SHOWN_PROBLEMS)
      .map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw inputProblem({ where, what: 'the profile is damaged', got: told.join('; ') });
  }
  checkParts(result.data, where);
  return result.data;
}

/** A document that says that it is a profile, without the periods of a version that held others. */
function ofKnownVersion(json: unknown, where: string): object {
  const document = json as { format?: unknown; version?: unknown; periods?: unknown } | null;
  if (document?.format !== 'ml-actions-profile')
    throw inputProblem({
      where,
      what: 'this is not a reference profile',
      expected: '`"format": "ml-actions-profile"`',
      next: 'Use the `profile` output of train or validate-data.',
    });
  const { periods: _, ...others } = document;
  if (document.version === PROFILE_VERSION) return document;
  if (document.version === WITHOUT_COUNTS_OF_PERIODS) return others;
  throw inputProblem({
    where,
    what: 'this version of profiles is not known',
    got: JSON.stringify(document.version) ?? 'nothing',
    expected: `${WITHOUT_COUNTS_OF_PERIODS} or ${PROFILE_VERSION}`,
  });
}

/** What a schema of types cannot say: what belongs together. */
function checkParts({ values, salt, saltDigest, columns, periods }: Profile, where: string): void {
  if (Number(values === 'hashed') !== [salt, saltDigest].filter((each) => each !== undefined).length)
    throw inputProblem({ where, what: 'the profile is damaged: hashed values and their salt do not belong together' });
  for (const each of columns) checkShape(each, where);
  if (periods && !fitsPeriods(periods, columns))
    throw inputProblem({ where, what: 'the profile is damaged: its periods do not fit its columns' });
}

/** Lengths that belong together and ascending edges. */
function checkShape(each: ProfileColumn, where: string): void {
  if (!('edges' in each)) return;
  const { edges, counts, sums } = each;
  const ascending = edges.every((edge, at) => at === 0 || edge > (edges[at - 1] ?? edge));
  if (counts.length === edges.length + 1 && sums.length === counts.length && ascending) return;
  throw inputProblem({
    where,
    what: `the profile is damaged: the bins of ${JSON.stringify(each.name)} do not fit together`,
  });
}

/** The one text of a profile: two profiles with the same content have the same bytes. A salt from a key is not in it. */
export function profileText(profile: Profile): string {
  const { salt, ...rest } = profileSchema.parse(profile);
  const { format, version, values, ...more } = rest;
  const written = salt === undefined || rest.saltDigest !== undefined ? {} : { salt };
  return `${JSON.stringify({ format, version, values, ...written, ...more })}\n`;
}
