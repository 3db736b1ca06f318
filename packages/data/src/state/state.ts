import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { parseJson } from '@ml-actions/core/json/canonical';
import { fileDigest } from '@ml-actions/core/json/digest';
import { writeWhole } from '@ml-actions/core/store/whole-file';
import * as z from 'zod';
import { BLANK_LINES } from '../dialect/csv-rows.ts';
import type { InferredType } from '../written.ts';
import type { PartTypes } from './types.ts';

/** The format of states; another layout gets another number. What is asked needs none: a question is its SQL. */
export const STATE_VERSION = 2;

const column = z.strictObject({
  name: z.string(),
  type: z.string(),
  /** how a schema says that it is stored */
  stated: z
    .strictObject({ types: z.array(z.string()).readonly(), nullable: z.boolean().exactOptional() })
    .exactOptional(),
});
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const question = z.string().regex(/^[0-9a-f]{32}$/);

const answerSchema = z.union([
  /** a number; its text where JSON has none of this size or kind */
  z.strictObject({ value: z.union([z.number(), z.string(), z.null()]) }),
  /** sha256 of the Parquet file beside the state that is named by the question */
  z.strictObject({ table: digest }),
  /** why it could not be evaluated, without any value of the data */
  z.strictObject({ error: z.string() }),
]);
export type Answer = z.infer<typeof answerSchema>;

/** What a part is read as, beside its bytes. */
export const readingSchema = z.strictObject({
  engine: z.string(),
  format: z.enum(['csv', 'json', 'parquet', 'images']),
  compression: z.enum(['none', 'gzip', 'zstd']),
  delimiter: z.string().nullable(),
  nulls: z.array(z.string()),
  /** the first row of CSV names its columns */
  header: z.boolean(),
  /** whether lines without a byte are rows */
  blankLines: z.enum(BLANK_LINES),
  skipInitialSpace: z.boolean(),
  columns: z.array(column),
  /** columns that a contract names and no record of this part has; other parts may */
  added: z.array(column),
});
export type Reading = z.infer<typeof readingSchema>;

const stateSchema = z.strictObject({
  format: z.literal('ml-actions-data-state'),
  version: z.literal(STATE_VERSION),
  /** of the bytes and how they are read */
  id: digest,
  reading: readingSchema,
  /** what the values of each of its columns are written as; null where there is none */
  types: z.array(z.string().nullable()),
  /** by question */
  answers: z.record(question, answerSchema),
});

export type State = z.infer<typeof stateSchema>;

const FILE = 'state.json';
export const tableFile = (folder: string, id: string): string => join(folder, `${id}.parquet`);

/** Writes a state into its folder, where its tables are already. */
export async function writeState(folder: string, said: Omit<State, 'format' | 'version'>): Promise<void> {
  const state = stateSchema.parse({ format: 'ml-actions-data-state', version: STATE_VERSION, ...said });
  await writeWhole(join(folder, FILE), `${JSON.stringify(state)}\n`);
}

/**
 * The answers of a state, its tables proven to be those that were written.
 *
 * @returns null where there is no state
 * @throws InputError for one that is damaged, of another version, or of other bytes than its folder says
 */
export async function readState(folder: string, id: string): Promise<State | null> {
  const path = join(folder, FILE);
  const text = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const state = stateSchema.safeParse(parseJson(text, path));
  if (!state.success || state.data.id !== id) throw damaged(path);
  for (const [name, answer] of Object.entries(state.data.answers))
    if ('table' in answer && !(await holds(tableFile(folder, name), answer.table))) throw damaged(path);
  return state.data;
}

const holds = (file: string, wanted: string): Promise<boolean> =>
  fileDigest(file).then(
    ({ sha256 }) => sha256 === wanted,
    () => false,
  );

const damaged = (path: string) =>
  inputProblem({
    where: path,
    what: 'the state is damaged or of another version',
    expected: `version ${STATE_VERSION}, with its tables`,
    next: 'Remove the folder of states and run `mode: map` again.',
  });

/** The types of the columns that a part itself has. */
export const typesIn = ({ reading, types }: Pick<State, 'reading' | 'types'>): PartTypes =>
  new Map(reading.columns.map(({ name }, at) => [name, (types[at] ?? null) as InferredType | null]));

/** A number that a state keeps. */
export function kept(value: unknown): number | string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'number' && Number.isFinite(value) ? value : String(value);
}
