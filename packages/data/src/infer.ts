import type { Engine } from './engine.ts';
import { hasTypes, type Source } from './source.ts';
import type { Sql } from './sql/dialect.ts';
import { nativeType, textOf } from './typing.ts';
import { decide, type InferredType, notWritten, typeCode } from './written.ts';

/** The first rows say what a column of text probably is; one cheap predicate over all rows proves it. */
const HEAD_ROWS = 2_048;
/** More columns of text than these are put below each other. */
const COLUMNS_BESIDE = 20;
/** Columns below each other at once: a chunk of the engine is as many rows, of 16 bytes for each text. */
const COLUMNS_BELOW = 1_000;

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
async function byAllValues(engine: Engine, source: Source): Promise<Map<string, InferredType>> {
  const { columns } = source;
  const isOfText = columns.every(({ type }) => type === 'text');
  if (columns.length <= COLUMNS_BESIDE || !isOfText) return besideEachOther(engine, source);
  const found = new Map<string, InferredType>();
  for (let from = 0; from < columns.length; from += COLUMNS_BELOW) {
    const some = { ...source, columns: columns.slice(from, from + COLUMNS_BELOW) };
    for (const [name, type] of await belowEachOther(engine, some)) found.set(name, type);
  }
  return found;
}

async function besideEachOther(engine: Engine, { columns, relation, name: where }: Source) {
  if (columns.length === 0) return new Map<string, InferredType>();
  const codes = columns.map((column, at) => `min(${typeCode(column)}) AS lo${at}, max(${typeCode(column)}) AS hi${at}`);
  const row = await engine.row(`SELECT ${codes.join(', ')} FROM ${relation}`, where);
  return decided(columns, (at) => [row[`lo${at}`], row[`hi${at}`]]);
}

/** The forms are compiled once, and not for each column: 400 columns of one row take 0.2 s, and took 6. */
async function belowEachOther(engine: Engine, { columns, relation, name: where }: Source) {
  const texts = columns.map((column) => textOf(column)).join(', ');
  const below = `SELECT unnest([${texts}]) AS v, unnest(range(${columns.length})) AS nth FROM ${relation}`;
  const codes = `SELECT nth, ${typeCode({ name: 'v', type: 'text' })} AS code FROM (${below})`;
  const rows = await engine.rows(`SELECT nth, min(code) AS lo, max(code) AS hi FROM (${codes}) GROUP BY nth`, where);
  const codesOf = new Map(rows.map(({ nth, lo, hi }) => [Number(nth), [lo, hi]]));
  return decided(columns, (at) => codesOf.get(at) ?? []);
}

function decided(columns: Source['columns'], codesOf: (at: number) => readonly unknown[]): Map<string, InferredType> {
  const found = new Map<string, InferredType>();
  for (const [at, { name }] of columns.entries()) {
    const [low, high] = codesOf(at);
    const type = decide(low, high);
    if (type !== undefined) found.set(name, type);
  }
  return found;
}
