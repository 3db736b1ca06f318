import { type Comparable, comparableTime, comparableValue } from '../comparable.ts';
import type { Splits } from '../contract/splits.ts';
import type { Engine } from '../engine.ts';
import { columnOf } from '../profile/table.ts';
import type { Source } from '../source.ts';
import { columnSql } from '../sql.ts';
import type { Pair } from './block.ts';
import type { PairClaim } from './claims.ts';

/** What is compared of every row of both inputs, read once: two temporary tables with one column per part. */
export interface Samples {
  readonly train: string;
  readonly test: string;
  /** SQL of the values of a sample in one of the inputs, and of the hash over them */
  readonly values: (side: 'train' | 'test', withLabel: boolean) => readonly string[];
  /** SQL of the other parts of a sample in one of the inputs, by the names of their columns */
  readonly parts: Readonly<Record<'train' | 'test', ReadonlyMap<string, string>>>;
  /** what the times are; undefined where the column holds none, or none was asked for */
  readonly time: Comparable | undefined;
  readonly drop: () => Promise<void>;
}

/** 64 bits over typed values: rows that share a hash are suspects, which are compared by their values. */
export const hashOf = (values: readonly string[]): string => `hash(${values.join(', ')})`;

let made = 0;

/**
 * Reads both inputs once. Columns: `h` and `i` hash a sample with and without its label, `e` is the entity, `t` the
 * time, `y` the label, `c0`... the categories; all but the hashes are NULL where a value is missing.
 */
export async function sampleTable(
  engine: Engine,
  pair: Pair,
  splits: Splits,
  claims: readonly PairClaim[],
): Promise<Samples> {
  const name = `samples_${made++}`;
  const values = (side: 'train' | 'test', withLabel: boolean): readonly string[] =>
    [...pair.features, ...(withLabel && splits.label !== undefined ? [splits.label] : [])].map((column) =>
      valueIn(pair, pair[side], column),
    );
  const tables = { train: `${name}_train`, test: `${name}_test` };
  const drop = async (): Promise<void> => {
    for (const table of Object.values(tables)) await engine.rows(`DROP TABLE IF EXISTS ${table}`);
  };
  const kinds = new Set(claims.map(({ kind }) => kind));
  const parts = { train: partsOf(pair, pair.train, splits, claims), test: partsOf(pair, pair.test, splits, claims) };
  try {
    for (const side of ['train', 'test'] as const) {
      const columns = [
        ...(kinds.has('overlap') && pair.features.length > 0 ? [`${hashOf(values(side, true))} AS h`] : []),
        ...(kinds.has('input-overlap') && pair.features.length > 0 ? [`${hashOf(values(side, false))} AS i`] : []),
        ...[...parts[side]].map(([part, sql]) => `${sql} AS ${part}`),
      ];
      const select = `SELECT ${columns.join(', ') || '1 AS one'} FROM ${pair[side].relation}`;
      await engine.rows(`CREATE TEMP TABLE ${tables[side]} AS ${select}`, pair[side].name);
    }
  } catch (error) {
    await drop();
    throw error;
  }
  const isTimed = timeSql(pair, pair.test, splits) !== undefined;
  return { ...tables, values, parts, time: isTimed ? pair.timeType : undefined, drop };
}

function partsOf(
  pair: Pair,
  source: Source,
  splits: Splits,
  claims: readonly PairClaim[],
): ReadonlyMap<string, string> {
  const asks = (...kinds: readonly string[]): boolean => claims.some(({ kind }) => kinds.includes(kind));
  const time = asks('time-order', 'shared-dates') ? timeSql(pair, source, splits) : undefined;
  const label = asks('new-labels') ? splits.label : undefined;
  const categories = claims.filter(({ kind }) => kind === 'new-categories').map(({ column }) => column ?? '');
  return new Map([
    ...(asks('entity-overlap') ? [['e', entityOf(pair, source, splits.entity)] as const] : []),
    ...(time === undefined ? [] : [['t', time] as const]),
    ...(label === undefined ? [] : [['y', presentValue(pair, source, label)] as const]),
    ...categories.map((column, at) => [`c${at}`, presentValue(pair, source, column)] as const),
  ]);
}

const valueIn = ({ types }: Pair, source: Source, column: string): string =>
  comparableValue(source, column, types.get(column) ?? 'written');

const timeSql = ({ timeType }: Pair, source: Source, { time }: Splits): string | undefined =>
  time === undefined || timeType === undefined ? undefined : comparableTime(source, time, timeType);

/** NULL where the value is missing. */
export const presentValue = (pair: Pair, source: Source, column: string): string =>
  `CASE WHEN ${columnSql(columnOf(source, column))} IS NOT NULL THEN ${valueIn(pair, source, column)} END`;

/** An entity with a missing part is none. */
function entityOf(pair: Pair, source: Source, columns: readonly string[]): string {
  const complete = columns.map((column) => `${columnSql(columnOf(source, column))} IS NOT NULL`).join(' AND ');
  const parts = columns.map((column, at) => `e${at}: ${valueIn(pair, source, column)}`);
  return `CASE WHEN ${complete} THEN {${parts.join(', ')}} END`;
}
