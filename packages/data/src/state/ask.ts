import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@ml-actions/core/error';
import { groupBy } from '@ml-actions/core/group-by';
import { fileDigest } from '@ml-actions/core/json/digest';
import { fullDisk } from '@ml-actions/core/path/full-disk';
import { readThrough } from '../answer.ts';
import type { Files } from '../block.ts';
import type { Engine } from '../engine.ts';
import { rowTextAs, sumAs } from '../fingerprint.ts';
import type { Findings } from '../look.ts';
import { batches, scanStatement } from '../planner.ts';
import type { Source } from '../source.ts';
import { literal } from '../sql.ts';
import { type NumberQuestion, type Questions, sumId, type TableQuestion } from './question.ts';
import { type Answer, kept, tableFile } from './state.ts';
import type { Types } from './types.ts';

/** Where the answers of one part are collected. */
export interface Asking {
  readonly engine: Engine;
  readonly files: Files;
  /** the part, standing */
  readonly part: Source;
  /** the state's folder; tables are put there */
  readonly folder: string;
  readonly answers: Map<string, Answer>;
}

/**
 * Answers what has no answer yet: numbers in as few scans as the format deserves, each table in one.
 *
 * @throws InputError when the part cannot be read to its end; ServiceError when the disk is full; what else fails by
 * itself is an answer too
 */
export async function ask(asking: Asking, { numbers, tables }: Questions): Promise<void> {
  const open = <T extends { readonly id: string }>(asked: readonly T[]): T[] => {
    const byId = new Map(asked.map((one) => [one.id, one]));
    return [...byId.values()].filter(({ id }) => !asking.answers.has(id));
  };
  const relations = groupBy(open(numbers), ({ relation }) => relation);
  for (const [relation, asked] of relations)
    for (const batch of batches(asked, asking.part)) await askNumbers(asking, relation, batch);
  for (const table of open(tables)) await askTable(asking, table);
}

/** One statement; when it fails, halves of it, so that one bad expression errs alone. */
async function askNumbers(asking: Asking, relation: string, asked: readonly NumberQuestion[]): Promise<void> {
  const { engine, part, answers } = asking;
  const { sql, read } = scanStatement(
    asked.map(({ expression }) => ({ value: expression, of: expression })),
    { ...part, relation },
  );
  try {
    const row = await engine.row(sql, part.name);
    for (const { id, expression } of asked) answers.set(id, { value: kept(read(row, expression)) });
  } catch (error) {
    throwIfFull(error, part);
    await readThrough(engine, part); // damage is the file's error, told once
    const [only, second] = asked;
    if (only && !second) {
      answers.set(only.id, { error: messageOf(error) });
      return;
    }
    const middle = Math.ceil(asked.length / 2);
    await askNumbers(asking, relation, asked.slice(0, middle));
    await askNumbers(asking, relation, asked.slice(middle));
  }
}

async function askTable(asking: Asking, { id, answer }: TableQuestion): Promise<void> {
  const { engine, part, folder, answers } = asking;
  const made = join(engine.scratch, `${id}.parquet`);
  let drop: Findings['drop'];
  try {
    const found = await answer(asking);
    drop = found.drop;
    await engine.rows(`COPY (${found.sql}) TO ${literal(made)} (FORMAT parquet, COMPRESSION zstd)`, part.name);
    await mkdir(folder, { recursive: true });
    await copyFile(made, tableFile(folder, id));
    answers.set(id, { table: (await fileDigest(made)).sha256 });
  } catch (error) {
    throwIfFull(error, part);
    await readThrough(engine, part);
    answers.set(id, { error: messageOf(error) });
  } finally {
    await rm(made, { force: true });
    await drop?.();
  }
}

/** What a full disk keeps from being answered says nothing of these bytes: the job fails, and may be run again. */
function throwIfFull(error: unknown, { name }: Source): void {
  const full = fullDisk(error, name);
  if (full) throw full;
}

/** The sum of the rows' numbers with columns of these types, where it is not known yet. */
export async function askSum({ engine, answers }: Asking, own: Source, types: Types): Promise<void> {
  const id = sumId(rowTextAs(own, types));
  if (!answers.has(id)) answers.set(id, { value: kept((await sumAs(engine, own, types)).sum) });
}
