import { join } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import type { Source, SourceColumn } from '../source.ts';
import { numberIn } from './map.ts';
import { partSource } from './part.ts';
import { basicQuestions } from './plan.ts';
import type { LocatedShard, ShardInput } from './shard.ts';
import { type Answer, readState, tableFile, typesIn } from './state.ts';
import type { PartTypes } from './types.ts';

/** One input in one shard. */
export interface Part {
  readonly input: ShardInput;
  /** of which shard, 1-based */
  readonly number: number;
  readonly source: Source;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly types: PartTypes;
  readonly numberAt: (id: string) => number | bigint | null;
  readonly table: (id: string) => string;
}

/** One input in all shards. */
export interface Whole {
  /** without a relation: nobody can read its rows here */
  readonly source: Source;
  readonly rows: number;
  readonly parts: readonly Part[];
}

/**
 * The inputs of all shards, in the order in which shards name them.
 *
 * @throws InputError for parts that do not belong together, as the files of one input would not
 */
export async function wholesOf(shards: readonly LocatedShard[]): Promise<readonly Whole[]> {
  const names = [...new Set(shards.flatMap(({ inputs }) => inputs.map(({ name }) => name)))];
  return Promise.all(names.map((name) => wholeOf(name, shards)));
}

async function wholeOf(name: string, shards: readonly LocatedShard[]): Promise<Whole> {
  const found = shards.flatMap((shard) =>
    shard.inputs.filter((one) => one.name === name).map((input) => ({ shard, input })),
  );
  const parts = await Promise.all(found.map(({ shard, input }) => partOf(shard, input)));
  const rows = parts.reduce((sum, part) => sum + Number(part.numberAt(basicQuestions(part.source).rows.id)), 0);
  const files = parts.flatMap(({ source }) => source.files).sort((a, b) => (a.path < b.path ? -1 : 1));
  const [first] = parts;
  if (!first) throw new Error(`no shard has ${name}`);
  const columns = commonColumns(name, parts);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const paths = parts.flatMap(({ source }) => source.paths);
  return { source: { ...first.source, columns, paths, files, bytes, relation: '' }, rows, parts };
}

async function partOf({ folder: root, number }: LocatedShard, input: ShardInput): Promise<Part> {
  const folder = join(root, input.state);
  const state = await readState(folder, input.state);
  if (!state)
    throw inputProblem({
      where: 'states',
      what: `shard ${number} has handed over no state of ${quoted(input.name)}`,
      next: 'Run its `mode: map` again.',
    });
  const byId = new Map(Object.entries(state.answers));
  return {
    input,
    number,
    source: sourceOf(input),
    answers: byId,
    types: typesIn(state),
    numberAt: numberIn(byId),
    table: (id) => tableFile(folder, id),
  };
}

function sourceOf({ name, reading, files, paths, isDelimiterFound }: ShardInput): Source {
  const { format, compression, delimiter } = reading;
  const dialect =
    delimiter === null ? null : ({ ...reading, delimiter, from: isDelimiterFound ? 'found' : 'given' } as const);
  const located = files.map(({ path, size, sha256 }) => ({ path, real: '', bytes: size, sha256 }));
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return partSource({ name, paths, files: located, format, stored: 'parquet', compression, dialect, bytes }, reading);
}

/** The files of all its parts, sorted by path. */
export const filesOf = ({ parts }: Whole): readonly ShardInput['files'][number][] =>
  parts.flatMap(({ input }) => input.files).sort((a, b) => (a.path < b.path ? -1 : 1));

/** The columns of the whole: those of every part; JSON records may have different keys. */
function commonColumns(name: string, parts: readonly Part[]): readonly SourceColumn[] {
  const [first, ...others] = parts.map(({ input, number }) => ({ ...input.reading, number }));
  if (!first) return [];
  for (const other of others) {
    const differs = (what: string): Error =>
      inputProblem({
        where: name,
        what: `shard ${first.number} and shard ${other.number} differ in ${what}`,
        expected: 'the same in every shard, types included',
        next: 'Write all files with one schema, or check them in one job.',
      });
    if (other.format !== first.format || other.compression !== first.compression) throw differs('the format of files');
    if (other.delimiter !== first.delimiter) throw differs('the delimiter');
    if (first.format !== 'json' && columnsText(other) !== columnsText(first))
      throw differs(columnsThatDiffer(first, other));
  }
  if (first.format !== 'json') return first.columns.map((column) => statedIn(column, others));
  const names = [...new Set([first, ...others].flatMap(({ columns }) => columns.map((column) => column.name)))].sort();
  return names.map((column) => ({ name: column, type: 'json' }));
}

/** A column as the schemas of all parts state it. */
function statedIn(column: SourceColumn, others: readonly Columns[]): SourceColumn {
  const same = others.map(({ columns }) => columns.find(({ name }) => name === column.name));
  const stated = [column, ...same].flatMap((each) => each?.stated ?? []);
  if (stated.length === 0) return column;
  const types = [...new Set(stated.flatMap((each) => each.types))];
  return { ...column, stated: { types, nullable: stated.some(({ nullable }) => nullable) } };
}

type Columns = Pick<Part['input']['reading'], 'columns' | 'format'>;

const textOf = ({ name, type }: SourceColumn): string => JSON.stringify([name, type]);

/** Headers of text agree in their order; Parquet finds columns by name. */
function columnsText({ columns, format }: Columns): string {
  const texts = columns.map(textOf);
  return (format === 'parquet' ? texts.sort() : texts).join();
}

function columnsThatDiffer(a: Columns, b: Columns): string {
  const [own, theirs] = [a, b].map(({ columns }) => new Set(columns.map(textOf)));
  const apart = [...a.columns, ...b.columns].filter(
    (column) => !(own?.has(textOf(column)) && theirs?.has(textOf(column))),
  );
  const names = [...new Set(apart.map(({ name }) => quoted(name)))];
  return names.length > 0 ? `the columns ${names.join(', ')}` : 'the order of columns';
}
