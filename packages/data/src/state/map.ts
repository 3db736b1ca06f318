import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@ml-actions/core/error';
import type { Files } from '../block.ts';
import type { Contract } from '../contract/native.ts';
import type { Engine } from '../engine.ts';
import { digestFiles, type FilesDigest, rowTextAs } from '../fingerprint.ts';
import { inferTypes } from '../infer.ts';
import { prepared } from '../passes.ts';
import { requireSameCount } from '../second-count.ts';
import type { Source } from '../source.ts';
import { type Asking, ask, askSum } from './ask.ts';
import { changingSql } from './clock.ts';
import { onNothing, onRows, partSource, readingOf, stateId } from './part.ts';
import { basicQuestions, profileQuestions, questionsOf } from './plan.ts';
import { type Questions, sumId } from './question.ts';
import { refuseKeysBelow, refuseWholeOnly } from './refuse.ts';
import { SHARD_FILE, type Shard, type ShardInput, writeShard } from './shard.ts';
import {
  type Answer,
  type Reading,
  readState,
  STATE_VERSION,
  type State,
  tableFile,
  typesIn,
  writeState,
} from './state.ts';
import { certain, type PartTypes, widened } from './types.ts';

export interface MapRequest {
  readonly engine: Engine;
  readonly sources: readonly Source[];
  readonly files: Files;
  /** all that the whole will be held against */
  readonly contracts: readonly Contract[];
  /** columns of inputs whose distribution a profile needs */
  readonly profiled: ReadonlyMap<string, readonly string[]>;
  /** absolute; states of earlier runs are here, and stay where they are still of use */
  readonly folder: string;
  readonly shard: Pick<Shard, 'model' | 'run' | 'number' | 'of'>;
}

export interface MappedInput {
  readonly input: ShardInput;
  readonly rows: number;
  /** its former state answered everything, and its rows were not read */
  readonly isReused: boolean;
}

/**
 * Answers for one shard what the contracts ask of its rows, and leaves the answers in the folder. A state of the same
 * bytes is asked first.
 *
 * @throws InputError for rules that need the whole data, and for data that cannot be read to its end
 */
export async function mapShard(request: MapRequest): Promise<readonly MappedInput[]> {
  const { engine, contracts, folder, shard, sources } = request;
  for (const contract of contracts) refuseWholeOnly(contract);
  await mkdir(folder, { recursive: true });
  const mapped: MappedInput[] = [];
  for (const source of sources) mapped.push(await mapInput(request, source));
  await writeShard(folder, { ...shard, engine: engine.version, inputs: mapped.map(({ input }) => input) });
  const used = new Set([SHARD_FILE, ...mapped.map(({ input }) => input.state)]);
  for (const name of await readdir(folder))
    if (!used.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  return mapped;
}

async function mapInput(request: MapRequest, source: Source): Promise<MappedInput> {
  const { engine, files: place, folder: root } = request;
  const { files } = await digestFiles(source);
  const named = namedColumns(request.contracts, source.name);
  refuseKeysBelow(source, named);
  const reading = readingOf(engine, source, named);
  const id = idOf(source, reading, files);
  const folder = join(root, id);
  const part = partSource(source, reading);
  const questions = await allQuestions(request, part);
  const former = await formerState(folder, id);
  const asking: Asking = { engine, files: place, part, folder, answers: await stillTrue(engine, former, questions) };
  const { types, isReused } = await answer(asking, source, { reading, questions, former }, request.contracts);
  const answers = Object.fromEntries(asking.answers);
  const rows = Number(numberIn(asking.answers)(basicQuestions(part).rows.id));
  requireSameCount(source, rows);
  await writeState(folder, { id, reading, types: reading.columns.map(({ name }) => types.get(name) ?? null), answers });
  await dropTables(folder, asking.answers);
  const isDelimiterFound = source.dialect?.from === 'found';
  const { name, paths } = source;
  return { input: { name, state: id, reading, isDelimiterFound, paths, files: [...files] }, rows, isReused };
}

/** The id of a source's state; names of images are values. */
const idOf = ({ format }: Source, reading: Reading, files: FilesDigest['files']): string =>
  stateId(
    STATE_VERSION,
    reading,
    files.map(({ path, sha256 }) => (format === 'images' ? `${sha256} ${path}` : sha256)),
  );

/** Columns that a contract asks of an input, there or not. */
const namedColumns = (contracts: readonly Contract[], input: string): string[] =>
  contracts.flatMap(({ rules, blocks, meaning }) => [
    ...meaning.types.keys(),
    ...rules.flatMap(({ columns }) => columns),
    ...blocks.flatMap(({ parts }) => parts?.columns(input) ?? []),
  ]);

async function allQuestions({ engine, contracts, profiled }: MapRequest, part: Source): Promise<Questions> {
  const { rows, present } = basicQuestions(part);
  const asked = await onNothing(engine, part.columns, async () => {
    const each: Questions[] = [];
    for (const contract of contracts) each.push(await questionsOf(engine, part, contract));
    return each;
  });
  return {
    numbers: [rows, ...present.values(), ...asked.flatMap(({ numbers }) => numbers)],
    tables: [...asked.flatMap(({ tables }) => tables), ...profileQuestions(part, profiled.get(part.name) ?? [])],
  };
}

/** The state of an earlier run; a damaged one is made anew. */
const formerState = (folder: string, id: string): Promise<State | null> =>
  readState(folder, id).catch((error: unknown) => {
    if (error instanceof InputError) return null;
    throw error;
  });

/** What an earlier state says that is still true: no error, and nothing that the clock may have changed. */
async function stillTrue(
  engine: Engine,
  former: State | null,
  { numbers, tables }: Questions,
): Promise<Map<string, Answer>> {
  const isChanging = await changingSql(engine);
  const asked = [
    ...numbers.map(({ id, relation, expression }) => ({ id, sql: `${expression} ${relation}` })),
    ...tables.map(({ id, text }) => ({ id, sql: text })),
  ];
  const beyond = tables.filter(({ isBeyondRows }) => isBeyondRows);
  const changing = new Set([...asked.filter(({ sql }) => isChanging(sql)), ...beyond].map(({ id }) => id));
  const known = Object.entries(former?.answers ?? {});
  return new Map(known.filter(([id, answer]) => !('error' in answer) && !changing.has(id)));
}

/** Asks what is open, and forgets what nobody asks any more. */
async function answer(
  asking: Asking,
  source: Source,
  { reading, questions, former }: { reading: Reading; questions: Questions; former: State | null },
  contracts: readonly Contract[],
): Promise<{ readonly types: PartTypes; readonly isReused: boolean }> {
  const { engine, part, answers } = asking;
  const own = { ...part, columns: reading.columns };
  const asked = new Set([...questions.numbers, ...questions.tables].map(({ id }) => id));
  const isRead = [...asked].some((id) => !answers.has(id));
  const ready = isRead ? await copied(asking, source, questions, contracts) : source;
  const reads = <T>(work: () => Promise<T>): Promise<T> => onRows(engine, ready, reading, work);
  if (isRead) await reads(() => ask(asking, questions));
  const types = former ? typesIn(former) : await reads(() => typesOf(asking, own));
  const candidates = [certain(types), ...contracts.map(({ meaning }) => widened(types, meaning.types))];
  const sums = new Map(candidates.map((each) => [sumId(rowTextAs(own, each)), each]));
  const isSummed = [...sums.keys()].some((id) => !answers.has(id));
  if (isSummed)
    await reads(async () => {
      for (const each of sums.values()) await askSum(asking, own, each);
    });
  for (const id of [...answers.keys()]) if (!asked.has(id) && !sums.has(id)) answers.delete(id);
  return { types, isReused: former !== null && !isRead && !isSummed };
}

/** Text that is read often is parsed once; each table is a pass. */
async function copied(
  { engine, answers }: Asking,
  source: Source,
  { tables }: Questions,
  contracts: readonly Contract[],
): Promise<Source> {
  const further = tables.filter(({ id }) => !answers.has(id)).length;
  const [ready = source] = await prepared(engine, [source], { contracts, further });
  return ready;
}

async function typesOf({ engine, part, answers }: Asking, own: Source): Promise<PartTypes> {
  const { present } = basicQuestions(part);
  const number = numberIn(answers);
  const isEmpty = (name: string): boolean => {
    const question = present.get(name);
    return question !== undefined && number(question.id) === 0;
  };
  return new Map([...(await inferTypes(engine, own))].map(([name, type]) => [name, isEmpty(name) ? null : type]));
}

const WHOLE = /^-?\d+$/;

/** The number that answers a question, a whole one exactly; null where it has none. */
export const numberIn =
  (answers: ReadonlyMap<string, Answer>) =>
  (id: string): number | bigint | null => {
    const answer = answers.get(id);
    if (!answer || !('value' in answer) || answer.value === null) return null;
    return typeof answer.value === 'string' && WHOLE.test(answer.value) ? BigInt(answer.value) : Number(answer.value);
  };

async function dropTables(folder: string, answers: ReadonlyMap<string, Answer>): Promise<void> {
  const kept = new Set([...answers.keys()].map((id) => tableFile(folder, id)));
  for (const name of await readdir(folder))
    if (name.endsWith('.parquet') && !kept.has(join(folder, name))) await rm(join(folder, name));
}
