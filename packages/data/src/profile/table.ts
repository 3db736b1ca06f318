import type { Engine } from '../engine.ts';
import type { Source, SourceColumn } from '../source.ts';
import { identifier } from '../sql.ts';
import { type LogicalType, textOf, typed } from '../typing.ts';
import type { InferredType } from '../written.ts';
import type { ProfileColumn, Role } from './schema.ts';

/** One column to be profiled: how it is read, whatever file holds it. */
export interface Reading {
  readonly name: string;
  readonly role: Role;
  readonly kind: ProfileColumn['kind'];
  readonly type: InferredType;
}

export interface Totals {
  readonly rows: number;
  readonly missing: number;
  readonly invalid: number;
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
  readonly finite: number;
  readonly min: number | null;
  readonly max: number | null;
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
 * @throws InputError when the source cannot be read to its end
 */
export async function typedTable(engine: Engine, source: Source, readings: readonly Reading[]): Promise<Table> {
  const parts = readings.map((reading) => expressions(columnOf(source, reading.name), reading));
  const columns = parts.map(({ value, state }, at) => `${value} AS v${at}, ${state} AS s${at}`).join(', ') || '1';
  const select = `SELECT ${columns} FROM ${source.relation}`;
  const name = `typed_${tables++}`;
  if (source.format !== 'parquet') await engine.rows(`CREATE TEMP TABLE ${name} AS ${select}`, source.name);
  const drop = async (): Promise<void> => {
    if (source.format !== 'parquet') await engine.rows(`DROP TABLE ${name}`);
  };
  const from = source.format === 'parquet' ? `(${select})` : name;
  const totals = await inPortions(
    engine,
    source,
    from,
    parts.map(({ double }, at) => plainTotals(double, at)),
  );
  const odd = parts.flatMap(({ double }, at) => (double && !isFiniteRange(totals, at) ? [finiteTotals(at)] : []));
  if (odd.length > 0) Object.assign(totals, await inPortions(engine, source, from, odd));
  return { from, totals: (at) => totalsOf(totals, at), drop };
}

interface Expressions {
  readonly value: string;
  /** 0 missing, 1 not of the type, 2 a value */
  readonly state: string;
  readonly double: boolean;
}

const [MISSING, INVALID, PRESENT] = [0, 1, 2];

function expressions(column: SourceColumn, { kind, type }: Reading): Expressions {
  if (kind === 'opaque') {
    const isNull = `(${identifier(column.name)} IS NULL)`;
    return { value: textOf(column), state: stateOf(isNull, 'true'), double: false };
  }
  const wanted = type === 'integer' && kind === 'numeric' ? 'number' : (type as LogicalType);
  const { isNull, ok, value } = typed(column, wanted);
  const state = stateOf(isNull, ok);
  if (kind === 'numeric') return { value, state, double: true };
  if (kind === 'datetime') return { value: `CAST(epoch(${value}) AS DOUBLE)`, state, double: true };
  return { value: `CAST(${value} AS VARCHAR)`, state, double: false };
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

/** Aggregates without a filter run at full speed; the states' sum holds missing and invalid values. */
function plainTotals(double: boolean, at: number): string {
  const basic = `, count(v${at}) AS present${at}, sum(s${at}) AS states${at}`;
  return double ? `${basic}, min(v${at}) AS min${at}, max(v${at}) AS max${at}` : basic;
}

/** NaN sorts above infinity: extremes that are finite say that everything is. */
const isFiniteRange = (totals: Readonly<Record<string, unknown>>, at: number): boolean =>
  [totals[`min${at}`], totals[`max${at}`]].every((value) => value === null || Number.isFinite(value));

function finiteTotals(at: number): string {
  const where = (condition: string): string => `count(*) FILTER (WHERE ${condition})`;
  const finite = `FILTER (WHERE isfinite(v${at}))`;
  return `, ${where(`isnan(v${at})`)} AS nan${at}, ${where(`v${at} = CAST('inf' AS DOUBLE)`)} AS pos${at},
    ${where(`v${at} = CAST('-inf' AS DOUBLE)`)} AS neg${at},
    min(v${at}) ${finite} AS min${at}, max(v${at}) ${finite} AS max${at}`;
}

function totalsOf(row: Readonly<Record<string, unknown>>, at: number): Totals {
  const number = (name: string): number => Number(row[`${name}${at}`] ?? 0);
  const [rows, present] = [Number(row.n), number('present')];
  const invalid = number('states') - PRESENT * present;
  const [nan, positiveInfinity, negativeInfinity] = [number('nan'), number('pos'), number('neg')];
  const finite = present - nan - positiveInfinity - negativeInfinity;
  const extreme = (name: string): number | null => (finite === 0 ? null : number(name) + 0);
  return {
    rows,
    missing: rows - present - invalid,
    invalid,
    nan,
    positiveInfinity,
    negativeInfinity,
    finite,
    min: extreme('min'),
    max: extreme('max'),
  };
}

export function columnOf(source: Source, name: string): SourceColumn {
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
