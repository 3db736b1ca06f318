import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import { type Files, placeOf } from '../block.ts';
import type { CsvOptions } from '../dialect/csv.ts';
import type { Engine } from '../engine.ts';
import { digestFiles, type Fingerprint, fingerprintOf, rowTextAs, sumAs } from '../fingerprint.ts';
import { openSource, type Source } from '../source.ts';
import { onRows } from './part.ts';
import { sumId } from './question.ts';
import { joinedTypes, type Types, typesInWhole } from './types.ts';
import type { Part, Whole } from './whole.ts';

interface Reader {
  readonly engine: Engine;
  readonly files: Files;
  readonly csv: CsvOptions;
}

/**
 * The fingerprint of the whole: the sum of its parts' sums. A part that could not foresee the whole's types, as one
 * whose numbers are all integers, is read again where its files are here.
 *
 * @throws InputError when they are not
 */
export async function fingerprintOfWhole(reader: Reader, { source, rows, parts }: Whole): Promise<Fingerprint> {
  const types = joinedTypes(parts.map((part) => part.types));
  let sum = 0n;
  for (const part of parts) sum += await sumIn(reader, source, part, types);
  return fingerprintOf(source, types, { rows, sum });
}

async function sumIn(reader: Reader, whole: Source, part: Part, types: Types): Promise<bigint> {
  const own = { ...part.source, columns: part.input.reading.columns };
  const wanted = typesInWhole(part.types, types);
  const answer = part.answers.get(sumId(rowTextAs(own, wanted)));
  const hasAll = own.columns.length === whole.columns.length;
  if (hasAll && answer && 'value' in answer && answer.value !== null) return BigInt(answer.value);
  const sum = await readAgain(reader, whole, part, types);
  if (sum !== null) return sum;
  const isOtherwise = (name: string): boolean => !part.types.has(name) || part.types.get(name) !== wanted.get(name);
  throw unforeseen(
    part,
    whole.columns.map(({ name }) => name).filter((name) => part.types.get(name) !== null && isOtherwise(name)),
  );
}

/** null: the files are not here, or not the same any more */
async function readAgain(reader: Reader, whole: Source, part: Part, types: Types): Promise<bigint | null> {
  const { engine, csv } = reader;
  const { files, name, reading } = part.input;
  const paths = files.map(({ path }) => path);
  const source = await openSource(engine, { name, paths, ...placeOf(reader.files), csv, allowEmpty: true }).catch(
    () => null,
  );
  const digests = source && (await digestFiles(source)).files.map(({ sha256 }) => sha256);
  if (!source || digests?.join() !== files.map(({ sha256 }) => sha256).join()) return null;
  const own = new Set(reading.columns.map((column) => column.name));
  const added = whole.columns.filter((column) => !own.has(column.name)).map((column) => ({ ...column }));
  const standing = { ...part.source, columns: whole.columns };
  return onRows(engine, source, { added }, async () => (await sumAs(engine, standing, types)).sum);
}

const unforeseen = ({ input, number }: Part, names: readonly string[]) =>
  inputProblem({
    where: 'states',
    what: `shard ${number} of ${quoted(input.name)} could not foresee how the other shards write ${names.map(quoted).join(', ')}, which its fingerprint needs`,
    expected: 'columns that are written as one type in every shard',
    next: 'State their types in the contract, use Parquet, or let this job see the files of that shard.',
  });
