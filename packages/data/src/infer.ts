import type { Engine } from './engine.ts';
import { hasTypes, type Source } from './source.ts';
import type { Sql } from './sql/dialect.ts';
import { nativeType } from './typing.ts';
import { decide, type InferredType, notWritten, typeCode } from './written.ts';

/** The first rows say what a column of text probably is; one cheap predicate over all rows proves it. */
const HEAD_ROWS = 2_048;

/** Types that hold unless a row refutes them. */
export interface Likely {
  readonly types: ReadonlyMap<string, InferredType>;
  /** by column, true where a row refutes its type; what is not named is certain */
  readonly refuted: ReadonlyMap<string, Sql>;
}

/**
 * The logical type of every column: from the schema in Parquet, from all values in CSV and JSON (one scan).
 * A column is of a type only if every present value is; integers among numbers make numbers; all missing: string.
 */
export async function inferTypes(engine: Engine, source: Source): Promise<ReadonlyMap<string, InferredType>> {
  const { types, refuted } = await likelyTypes(engine, source);
  const doubts = [...refuted];
  if (doubts.length === 0) return types;
  const asked = doubts.map(([, sql], at) => `bool_or(${sql}) AS r${at}`);
  const row = await engine.row(`SELECT ${asked.join(', ')} FROM ${source.relation}`, source.name);
  const wrong = new Set(doubts.filter((_, at) => row[`r${at}`] === true).map(([name]) => name));
  const columns = source.columns.filter(({ name }) => wrong.has(name));
  return new Map([...types, ...(await byAllValues(engine, { ...source, columns }))]);
}

/** The types by the first rows, and by all rows where those cannot tell. */
export async function likelyTypes(engine: Engine, source: Source): Promise<Likely> {
  const { columns, relation } = source;
  if (hasTypes(source))
    return { types: new Map(columns.map(({ name, type }) => [name, ofSchema(type)])), refuted: new Map() };
  const texts = columns.filter(({ type }) => type === 'text');
  const head = { ...source, columns: texts, relation: `(SELECT * FROM ${relation} LIMIT ${HEAD_ROWS})` };
  const guessed = await byAllValues(engine, head);
  const open = columns.filter(({ name }) => !guessed.has(name));
  const known = await byAllValues(engine, { ...source, columns: open });
  const typeOf = (name: string): InferredType => guessed.get(name) ?? known.get(name) ?? 'string';
  const refuted = new Map<string, Sql>();
  for (const column of texts) {
    const refutes = notWritten(column, guessed.get(column.name) ?? 'string');
    if (refutes !== null) refuted.set(column.name, refutes);
  }
  return { types: new Map(columns.map(({ name }) => [name, typeOf(name)])), refuted };
}

const ofSchema = (type: string): InferredType => nativeType(type) ?? `other:${type}`;

/** The columns that have a value, by every row of the relation. */
async function byAllValues(engine: Engine, { columns, relation, name: where }: Source) {
  if (columns.length === 0) return new Map<string, InferredType>();
  const codes = columns.map((column, at) => `min(${typeCode(column)}) AS lo${at}, max(${typeCode(column)}) AS hi${at}`);
  const row = await engine.row(`SELECT ${codes.join(', ')} FROM ${relation}`, where);
  const found = new Map<string, InferredType>();
  for (const [at, { name }] of columns.entries()) {
    const type = decide(row[`lo${at}`], row[`hi${at}`]);
    if (type !== undefined) found.set(name, type);
  }
  return found;
}
