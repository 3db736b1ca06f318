import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { parseJson } from '@ml-actions/core/json/canonical';
import { writeWhole } from '@ml-actions/core/store/whole-file';
import * as z from 'zod';
import { readingSchema, STATE_VERSION } from './state.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

/** One input as a shard has it. */
const inputSchema = z.strictObject({
  name: z.string().min(1),
  /** id of its state: a folder beside this file */
  state: digest,
  reading: readingSchema,
  /** whether the delimiter was found and not given */
  isDelimiterFound: z.boolean(),
  /** what names its files */
  paths: z.array(z.string()).readonly(),
  files: z.array(z.strictObject({ path: z.string(), size: count, sha256: digest })).min(1),
});
export type ShardInput = z.infer<typeof inputSchema>;

/** What one job says that it has looked at. */
const shardSchema = z.strictObject({
  format: z.literal('ml-actions-data-shard'),
  version: z.literal(STATE_VERSION),
  model: z.string(),
  /** of the run that made it; what is older is none of this run's data */
  run: z.string(),
  /** 1-based, of how many */
  number: z.int().positive(),
  of: z.int().positive(),
  engine: z.string(),
  inputs: z.array(inputSchema).min(1),
});
export type Shard = z.infer<typeof shardSchema>;

/** A shard with the folder that its states are in. */
export interface LocatedShard extends Shard {
  readonly folder: string;
}

export const SHARD_FILE = 'shard.json';

/** Name of the folder of a shard, in the folder of states and in the hand-over. */
export const shardFolder = ({ number, of }: Pick<Shard, 'number' | 'of'>): string => `shard-${number}-of-${of}`;

export async function writeShard(folder: string, shard: Omit<Shard, 'format' | 'version'>): Promise<void> {
  const whole = shardSchema.parse({ format: 'ml-actions-data-shard', version: STATE_VERSION, ...shard });
  await writeWhole(join(folder, SHARD_FILE), `${JSON.stringify(whole, null, 2)}\n`);
}

/** @throws InputError for a file that is no shard's, or one of another version */
export async function readShard(folder: string): Promise<LocatedShard> {
  const path = join(folder, SHARD_FILE);
  const parsed = shardSchema.safeParse(parseJson(await readFile(path), path));
  if (parsed.success) return { ...parsed.data, folder };
  const [issue] = parsed.error.issues;
  throw inputProblem({
    where: path,
    what: 'this is not what a shard says, or it is of another version',
    got: `${issue?.path.join('.')}: ${issue?.message}`,
    expected: `version ${STATE_VERSION}`,
    next: 'Run `mode: map` with the same version as `mode: reduce`.',
  });
}
