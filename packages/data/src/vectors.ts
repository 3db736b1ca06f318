import type { Engine } from './engine.ts';
import { columnOf } from './profile/table.ts';
import type { Source } from './source.ts';
import { keyText } from './spelling.ts';
import { identifier } from './sql.ts';
import { textOf, typed } from './typing.ts';

/** A column of names: `names[codes[row]]`; -1 stands for no value. */
export interface Categories {
  readonly codes: Int32Array;
  readonly names: readonly string[];
}

/** A column and how it is read: doubles (NaN for no value), strings by which rows are found, or names in a dictionary. */
export interface Wanted {
  readonly column: string;
  readonly form: 'number' | 'key' | 'category';
}

export type Vector = Float64Array | string[] | Categories;

export interface Vectors {
  readonly rows: number;
  /** in the order of what was wanted */
  readonly vectors: readonly Vector[];
  /** rows without a finite number, or without a value */
  readonly missing: readonly number[];
}

let made = 0;

/**
 * The source with its text parsed once, some columns only: a temporary table, which spills. Parquet stays as it is.
 * `drop` it in the end.
 */
export async function parsedOnce(
  engine: Engine,
  source: Source,
  columns: readonly string[],
): Promise<{ readonly source: Source; readonly drop: () => Promise<void> }> {
  const kept = source.columns.filter(({ name }) => columns.includes(name));
  if (source.stored === 'parquet') return { source: { ...source, columns: kept }, drop: async () => undefined };
  const table = `parsed_${made++}`;
  const names = kept.map(({ name }) => identifier(name)).join(', ');
  await engine.rows(`CREATE TEMP TABLE ${table} AS SELECT ${names} FROM ${source.relation}`, source.name);
  const drop = async () => void (await engine.rows(`DROP TABLE ${table}`));
  return { source: { ...source, columns: kept, relation: table }, drop };
}

/**
 * Reads whole columns in file order. Numbers come as the engine's own vectors, names as codes of a dictionary that the
 * engine makes: only `key` makes a JavaScript string per row.
 */
export async function readVectors(engine: Engine, source: Source, wanted: readonly Wanted[]): Promise<Vectors> {
  const rows = Number((await engine.row(`SELECT count(*) AS n FROM ${source.relation}`, source.name)).n);
  const targets: Target[] = [];
  for (const each of wanted) targets.push(await targetOf(engine, source, each, rows));
  const select = targets.map(({ expression }) => expression).join(', ');
  let start = 0;
  for await (const chunk of engine.chunks(`SELECT ${select} FROM ${source.relation}`, source.name)) {
    targets.forEach(({ take }, at) => {
      take(chunk.getColumnVector(at), () => chunk.getColumnValues(at), start);
    });
    start += chunk.rowCount;
  }
  for (const { type } of targets) if (type) await engine.rows(`DROP TYPE ${type}`);
  return {
    rows,
    vectors: targets.map(({ vector }) => vector),
    missing: targets.map(({ missing }) => missing()),
  };
}

interface Target {
  /** SQL, one value per row */
  readonly expression: string;
  readonly vector: Vector;
  readonly take: (native: object, values: () => readonly unknown[], start: number) => void;
  readonly missing: () => number;
  /** a type to drop */
  readonly type?: string;
}

function targetOf(engine: Engine, source: Source, { column, form }: Wanted, rows: number): Target | Promise<Target> {
  const from = columnOf(source, column);
  if (form === 'number') return numbers(typed(from, 'number').value, rows);
  return form === 'key' ? texts(keyText(from), rows) : categories(engine, source, textOf(from), rows);
}

function numbers(value: string, rows: number): Target {
  const vector = new Float64Array(rows);
  return {
    expression: `coalesce(${value}, CAST('nan' AS DOUBLE))`,
    vector,
    take: (native, values, start) => vector.set(itemsOf(native, Float64Array) ?? (values() as number[]), start),
    missing: () => vector.reduce((count, each) => count + Number(!Number.isFinite(each)), 0),
  };
}

function texts(value: string, rows: number): Target {
  const vector = new Array<string>(rows);
  let missing = 0;
  const take: Target['take'] = (_, values, start) => {
    const read = values() as readonly (string | null)[];
    for (let at = 0; at < read.length; at++) {
      const text = read[at] ?? null;
      if (text === null) missing++;
      vector[start + at] = text ?? '';
    }
  };
  return { expression: value, vector, take, missing: () => missing };
}

/** Codes in the order of the names, so that the order of the file changes none. */
async function categories(engine: Engine, source: Source, value: string, rows: number): Promise<Target> {
  const distinct = `SELECT DISTINCT ${value} AS name FROM ${source.relation} WHERE ${value} IS NOT NULL ORDER BY name`;
  const names = (await engine.rows(distinct, source.name)).map(({ name }) => String(name));
  const codes = new Int32Array(rows);
  const take: Target['take'] = (native, values, start) =>
    codes.set(itemsOf(native, Int32Array) ?? (values() as number[]), start);
  const missing = () => codes.reduce((count, code) => count + Number(code < 0), 0);
  const told = { vector: { codes, names }, take, missing };
  if (names.length === 0) return { ...told, expression: 'CAST(-1 AS INTEGER)' };
  const type = `names_${made++}`;
  await engine.rows(`CREATE TYPE ${type} AS ENUM (${distinct})`, source.name);
  return { ...told, expression: `CAST(coalesce(enum_code(CAST(${value} AS ${type})), -1) AS INTEGER)`, type };
}

/** A native vector's own array; the client does not declare it, and holds every value of ours. */
export function itemsOf<T>(native: object, kind: new () => T): T | null {
  return 'items' in native && native.items instanceof kind ? native.items : null;
}
