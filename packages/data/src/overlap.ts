import { inputProblem } from '@ml-actions/core/error';
import { quoted } from '@ml-actions/core/path/inside';
import {
  type Comparable,
  type ComparableTypes,
  comparableTime,
  comparableTypes,
  comparableValue,
} from './comparable.ts';
import type { Engine } from './engine.ts';
import { idColumnOf } from './prediction-columns.ts';
import type { Source } from './source.ts';
import { identifier } from './sql.ts';

/** Columns with a part of their own; `id` is found by name, too. */
export interface OverlapColumns {
  readonly id?: string | undefined;
  readonly label?: string | undefined;
  /** when a row was observed: date, timestamp or number */
  readonly time?: string | undefined;
  /** what must be on one side only: patient, user, document */
  readonly group?: string | undefined;
}

/** What training and test data share: counts only, never a value. */
export interface Overlap {
  readonly trainRows: number;
  readonly testRows: number;
  /** test rows whose features all occur together in a training row */
  readonly sharedRows: number;
  /** columns that were compared */
  readonly columns: number;
  /** groups on both sides, of how many in the test set, and the test rows in them */
  readonly groups: { readonly shared: number; readonly of: number; readonly rows: number } | null;
  /** training rows that are not older than the oldest test row */
  readonly lateRows: number | null;
}

/**
 * Looks for test rows that training has seen: the same features whatever the id and the label, the same group, or a time
 * that lies in the future of the test set. Values are compared as what they mean, so 1 in a CSV is 1.0 in a Parquet file.
 * Near duplicates are not looked for. Each file is read once, and once more for the type of its times.
 *
 * @throws InputError for a column that is not there, times that are none, and tables without a column in common
 */
export async function findOverlap(
  engine: Engine,
  train: Source,
  test: Source,
  given: OverlapColumns,
): Promise<Overlap> {
  for (const name of Object.values(given)) if (name !== undefined) requireColumn(name, train, test);
  const types = await comparableTypes(engine, train, test, given.time === undefined ? [] : [given.time]);
  const ignored = [given.id, given.label, ...[train, test].map(idColumnOf)];
  const names = [...types.keys()].filter((name) => !ignored.includes(name)).sort();
  if (names.length === 0) throw nothingInCommon(train, test);
  const sides = { train, test };
  try {
    for (const [side, source] of Object.entries(sides))
      await engine.rows(`CREATE TEMP TABLE ${tableOf(side)} AS ${sideOf(source, names, given, types)}`, source.name);
    return await counted(engine, names.length, given);
  } finally {
    for (const side of Object.keys(sides)) await engine.rows(`DROP TABLE IF EXISTS ${tableOf(side)}`);
  }
}

const tableOf = (side: string): string => `overlap_${side}`;

/** Row hash, group and time of every row. */
function sideOf(
  source: Source,
  names: readonly string[],
  { group, time }: OverlapColumns,
  types: ComparableTypes,
): string {
  const value = (name: string) => comparableValue(source, name, types.get(name) ?? 'written');
  const parts = [
    `${hashOf(names.map(value))} AS h`,
    ...(group === undefined
      ? []
      : [`CASE WHEN ${identifier(group)} IS NOT NULL THEN ${hashOf([value(group)])} END AS g`]),
    ...(time === undefined ? [] : [`${timeOf(source, time, types.get(time) ?? 'written')} AS t`]),
  ];
  return `SELECT ${parts.join(', ')} FROM ${source.relation}`;
}

/**
 * 64 bits of typed values: printing a million rows takes ten times as long. Two different rows among a million on each
 * side fall together with probability 5e-8, and then one shared row too many is told, never one too few.
 */
const hashOf = (values: readonly string[]): string => `hash(${values.join(', ')})`;

async function counted(engine: Engine, columns: number, { group, time }: OverlapColumns): Promise<Overlap> {
  const row = await engine.row(
    `SELECT count(*) AS test, count(*) FILTER (WHERE h IN (SELECT h FROM overlap_train)) AS shared,
       (SELECT count(*) FROM overlap_train) AS train FROM overlap_test`,
  );
  return {
    trainRows: Number(row.train),
    testRows: Number(row.test),
    sharedRows: Number(row.shared),
    columns,
    groups: group === undefined ? null : await sharedGroups(engine),
    lateRows: time === undefined ? null : await lateRows(engine, time),
  };
}

async function sharedGroups(engine: Engine): Promise<Overlap['groups']> {
  const row = await engine.row(
    `SELECT count(*) AS groups, count(*) FILTER (WHERE shared) AS shared, coalesce(sum(n) FILTER (WHERE shared), 0) AS in_rows
     FROM (SELECT count(*) AS n, g IN (SELECT g FROM overlap_train WHERE g IS NOT NULL) AS shared
           FROM overlap_test WHERE g IS NOT NULL GROUP BY g)`,
  );
  return { shared: Number(row.shared), of: Number(row.groups), rows: Number(row.in_rows) };
}

async function lateRows(engine: Engine, time: string): Promise<number> {
  const row = await engine.row(
    `SELECT count(*) FILTER (WHERE t >= oldest) AS late, count(t) AS timed, any_value(oldest IS NULL) AS empty
     FROM overlap_train, (SELECT min(t) AS oldest FROM overlap_test)`,
  );
  if (Number(row.timed) === 0 || row.empty === true) throw noTimes(time, 'a side without a value');
  return Number(row.late);
}

function timeOf(source: Source, name: string, type: Comparable): string {
  const value = comparableTime(source, name, type);
  if (value === undefined) throw noTimes(name, 'text');
  return value;
}

function requireColumn(name: string, ...sources: readonly Source[]): void {
  const lacking = sources.find(({ columns }) => !columns.some((column) => column.name === name));
  if (!lacking) return;
  const got = `columns ${lacking.columns
    .slice(0, 20)
    .map((column) => quoted(column.name))
    .join(', ')}`;
  throw inputProblem({ where: lacking.name, what: `there is no column ${quoted(name)}`, got });
}

const nothingInCommon = (train: Source, test: Source): Error =>
  inputProblem({
    where: 'holdout.overlap',
    what: `${train.name} and ${test.name} have no feature in common`,
    expected: 'columns of the same name on both sides, besides id and label',
  });

const noTimes = (name: string, got: string): Error =>
  inputProblem({
    where: 'holdout.overlap.time',
    what: `the column ${quoted(name)} holds no times`,
    got,
    expected: 'dates, timestamps or numbers on both sides',
  });
