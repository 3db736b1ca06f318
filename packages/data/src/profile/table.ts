import type { Engine } from '../engine.ts';
import { requireSameCount } from '../second-count.ts';
import { hasTypes, type Source, type SourceColumn, type Table as SourceTable } from '../source.ts';
import { isCertain } from '../sql/dialect.ts';
import { type LogicalType, textOf, typed } from '../typing.ts';
import type { InferredType } from '../written.ts';
import { vectorSql } from './embedding-rows.ts';
import type { ProfileColumn, Role } from './schema.ts';
import { measureSql } from './text-measure.ts';

/** One column to be profiled: how it is read, whatever file holds it. */
export interface Reading {
  readonly name: string;
  readonly role: Role;
  readonly kind: ProfileColumn['kind'];
  readonly type: InferredType;
  /** it measures another column's texts */
  readonly of?: ProfileColumn['of'] | undefined;
  /** it holds vectors of so many numbers */
  readonly dimension?: number | undefined;
}

/** Every row is missing, invalid or present. */
export interface Totals {
  readonly rows: number;
  readonly missing: number;
  readonly invalid: number;
  readonly present: number;
}

/** Typed values of the readings, one column `v<i>` each, NULL where missing or invalid. */
export interface Table {
  readonly from: string;
  totals(at: number): Totals;
  drop(): Promise<void>;
}

let tables = 0;

/** Aggregates of so many columns are asked for at once: the engine's planning grows with the square of their number. */
const COLUMNS_AT_ONCE = 50;

/**
 * Types the columns of a source. Text is parsed once into a temporary table (which spills), Parquet is read in place.
 * @throws InputError when the source cannot be read to its end, or two readers count other rows of it
 */
export async function typedTable(engine: Engine, source: Source, readings: readonly Reading[]): Promise<Table> {
  const parts = readings.map((reading) => expressions(columnOf(source, reading.of?.column ?? reading.name), reading));
  const columns = parts.map(({ value, state }, at) => `${value} AS v${at}${state ? `, ${state} AS s${at}` : ''}`);
  const select = `SELECT ${columns.join(', ') || '1'} FROM ${source.relation}`;
  const name = `typed_${tables++}`;
  if (!hasTypes(source)) await engine.rows(`CREATE TEMP TABLE ${name} AS ${select}`, source.name);
  const drop = async (): Promise<void> => {
    if (!hasTypes(source)) await engine.rows(`DROP TABLE ${name}`);
  };
  const from = hasTypes(source) ? `(${select})` : name;
  const totals = await inPortions(
    engine,
    source,
    from,
    parts.map(({ state }, at) => `, count(v${at}) AS present${at}${state ? `, sum(s${at}) AS states${at}` : ''}`),
  );
  requireSameCount(source, Number(totals.n));
  return { from, totals: (at) => totalsOf(totals, at, parts[at]?.state !== null), drop };
}

interface Expressions {
  readonly value: string;
  /** 0 missing, 1 not of the type, 2 a value; null where every value is of the type, as a file with a schema says */
  readonly state: string | null;
}

const [MISSING, INVALID, PRESENT] = [0, 1, 2];

function expressions(column: SourceColumn, { kind, type, of, dimension }: Reading): Expressions {
  if (kind === 'opaque') return { value: textOf(column), state: null };
  if (dimension !== undefined) {
    const { isNull, ok, value } = vectorSql(column, dimension);
    return { value, state: stateOf(isNull, ok) };
  }
  if (of) {
    const { isNull, ok, value } = typed(column, 'string');
    return { value: measureSql(of.measure, value), state: stateOf(isNull, ok) };
  }
  const wanted = type === 'integer' && kind === 'numeric' ? 'number' : (type as LogicalType);
  const read = typed(column, wanted);
  const { value } = read;
  const state = isCertain(read) ? null : stateOf(read.isNull, read.ok);
  if (kind === 'numeric') return { value, state };
  if (kind === 'datetime') return { value: `CAST(epoch(${value}) AS DOUBLE)`, state };
  return { value: `CAST(${value} AS VARCHAR)`, state };
}

const stateOf = (isNull: string, ok: string): string =>
  `CAST(CASE WHEN ${isNull} THEN ${MISSING} WHEN ${ok} THEN ${PRESENT} ELSE ${INVALID} END AS UTINYINT)`;

async function inPortions(engine: Engine, source: Source, from: string, asked: readonly string[]) {
  const totals: Record<string, unknown> = {};
  for (let at = 0; at === 0 || at < asked.length; at += COLUMNS_AT_ONCE) {
    const portion = asked.slice(at, at + COLUMNS_AT_ONCE).join('');
    Object.assign(totals, await engine.row(`SELECT count(*) AS n${portion} FROM ${from}`, source.name));
  }
  return totals;
}

/** The states' sum holds the invalid values. */
function totalsOf(row: Readonly<Record<string, unknown>>, at: number, hasStates: boolean): Totals {
  const number = (name: string): number => Number(row[`${name}${at}`] ?? 0);
  const [rows, present] = [Number(row.n), number('present')];
  const invalid = hasStates ? number('states') - PRESENT * present : 0;
  return { rows, missing: rows - present - invalid, invalid, present };
}

export interface NonFinite {
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
}

export interface NumberTotals extends NonFinite {
  readonly finite: number;
  /** of the finite values; null without any */
  readonly min: number | null;
  readonly max: number | null;
}

/** What only a look at every number tells: a file's own statistics may pass over NaN. */
export async function numberTotals(
  engine: Engine,
  source: Source,
  { from }: Table,
  places: readonly number[],
): Promise<ReadonlyMap<number, NumberTotals>> {
  if (places.length === 0) return new Map();
  const row = await inPortions(engine, source, from, places.map(numberSql));
  return new Map(places.map((at) => [at, numberTotalsOf(row, at)]));
}

function numberSql(at: number): string {
  const where = (condition: string): string => `count(*) FILTER (WHERE ${condition})`;
  const finite = `FILTER (WHERE isfinite(v${at}))`;
  return `, count(v${at}) AS present${at}, ${where(`isnan(v${at})`)} AS nan${at},
    ${where(`v${at} = CAST('inf' AS DOUBLE)`)} AS pos${at}, ${where(`v${at} = CAST('-inf' AS DOUBLE)`)} AS neg${at},
    min(v${at}) ${finite} AS min${at}, max(v${at}) ${finite} AS max${at}`;
}

function numberTotalsOf(row: Readonly<Record<string, unknown>>, at: number): NumberTotals {
  const number = (name: string): number => Number(row[`${name}${at}`] ?? 0);
  const [nan, positiveInfinity, negativeInfinity] = [number('nan'), number('pos'), number('neg')];
  const finite = number('present') - nan - positiveInfinity - negativeInfinity;
  const extreme = (name: string): number | null => (finite === 0 ? null : number(name) + 0);
  return { nan, positiveInfinity, negativeInfinity, finite, min: extreme('min'), max: extreme('max') };
}

export function columnOf(source: SourceTable, name: string): SourceColumn {
  const column = source.columns.find((each) => each.name === name);
  if (!column) throw new Error(`the source has no column ${JSON.stringify(name)}`);
  return column;
}

/** Columns of doubles in chunks: NaN stands for every value that is not finite or not there. */
export async function* doubles(engine: Engine, sql: string, where: string): AsyncGenerator<Float64Array[]> {
  for await (const chunk of engine.chunks(sql, where)) {
    yield Array.from({ length: chunk.columnCount }, (_, at) => {
      const vector: { items?: unknown } = chunk.getColumnVector(at) as object;
      return vector.items instanceof Float64Array
        ? vector.items
        : Float64Array.from(chunk.getColumnValues(at) as number[]);
    });
  }
}
