import { counted, ignoredInVain, type TableSituation, together, unproven } from '../block.ts';
import type { Splits } from '../contract/splits.ts';
import { idColumnOf } from '../prediction-columns.ts';
import { columnOf } from '../profile/table.ts';
import type { RuleResult } from '../result.ts';
import type { Table } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { columnSql } from '../sql.ts';
import { type ComparableAs, comparableAs, groupedValue } from '../trino/comparable.ts';
import { missingIn, OF_SAMPLES, type PairClaim, type SplitClaims } from './claims.ts';

/** Two tables of a split. */
interface Pair {
  readonly engine: SqlEngine;
  readonly splits: Splits;
  readonly train: Table;
  readonly test: Table;
  /** as results name it */
  readonly name: string;
}

/** The rules of `splits:` for two tables of a warehouse: one grouping of both per rule. */
export async function pairInTables(
  situation: TableSituation,
  splits: Splits,
  { paired }: SplitClaims,
  [train, test]: readonly [Table, Table],
): Promise<RuleResult[]> {
  const pair: Pair = { engine: situation.engine, splits, train, test, name: `${train.name}, ${test.name}` };
  const results: RuleResult[] = [];
  for (const claim of paired) {
    const isOfSamples = OF_SAMPLES.includes(claim.kind);
    const vain = isOfSamples ? ignoredInVain(pair.name, claim, splits.ignore, situation) : undefined;
    const lost = missingIn(claim, [train, test], pair.name) ?? vain;
    if (lost) results.push(lost);
    else results.push(...(await together(pair.name, [claim], async () => [await compared(pair, claim)])));
  }
  return results;
}

async function compared(pair: Pair, claim: PairClaim): Promise<RuleResult> {
  if (!('limit' in claim))
    return unproven(pair.name, claim, '`engine: trino` looks for no leaks; `duckdb` does, in files');
  const found = await COMPARE[claim.kind]?.(pair, claim.columns);
  if (found === undefined)
    return unproven(pair.name, claim, '`engine: trino` does not compare this; `duckdb` does, in files');
  if ('problem' in found) return unproven(pair.name, claim, found.problem);
  return counted(pair.name, claim, found.failing, found.of);
}

type Found = { readonly failing: number; readonly of: number } | { readonly problem: string };

/** Null policy: a missing entity, time, label or category is not compared; in samples missing equals missing. */
const COMPARE: Readonly<Record<string, (pair: Pair, columns: readonly string[]) => Promise<Found>>> = {
  overlap: (pair) => samplesShared(pair, true),
  'input-overlap': (pair) => samplesShared(pair, false),
  'entity-overlap': (pair, columns) => valuesShared(pair, columns),
  'new-labels': valuesNew,
  'new-categories': valuesNew,
  'time-order': timeOrder,
  'shared-dates': datesShared,
};

async function samplesShared(pair: Pair, withLabel: boolean): Promise<Found> {
  const { splits, train, test } = pair;
  const ignored = [...splits.ignore, splits.label, ...[train, test].map(idColumnOf)];
  const both = train.columns.map(({ name }) => name).filter((name) => test.columns.some((each) => each.name === name));
  const features = both.filter((name) => !ignored.includes(name));
  if (features.length === 0) return { problem: 'the inputs have no feature in common' };
  const columns = withLabel && splits.label !== undefined ? [...features, splits.label] : features;
  return shared(pair, (side) => columns.map((name) => valueIn(pair, side, name)), '');
}

function valuesShared(pair: Pair, columns: readonly string[]): Promise<{ failing: number; of: number }> {
  return shared(pair, (side) => columns.map((name) => valueIn(pair, side, name)), presentIn(pair, columns));
}

async function valuesNew(pair: Pair, columns: readonly string[]): Promise<Found> {
  const { failing, of } = await valuesShared(pair, columns);
  return { failing: of - failing, of };
}

const presentIn = ({ test }: Pair, columns: readonly string[]): Sql =>
  `WHERE ${columns.map((name) => `${columnSql(columnOf(test, name))} IS NOT NULL`).join(' AND ')}`;

const comparedAs = ({ train, test }: Pair, name: string): ComparableAs =>
  comparableAs(columnOf(train, name), columnOf(test, name));

const valueIn = (pair: Pair, side: Table, name: string): Sql =>
  groupedValue(columnOf(side, name), comparedAs(pair, name));

/** Rows of the test table whose values are in the training table, of those that fulfil the condition. */
async function shared(
  { engine, train, test, name }: Pair,
  valuesOf: (side: Table) => readonly Sql[],
  condition: Sql,
): Promise<{ failing: number; of: number }> {
  const rows = (side: Table, ofTest: 0 | 1): Sql => {
    const values = valuesOf(side).map((value, at) => `${value} AS v${at}`);
    return `SELECT ${[...values, `${ofTest} AS t`].join(', ')} FROM ${side.relation} ${condition}`;
  };
  const keys = valuesOf(test).map((_, at) => `v${at}`);
  const groups = `SELECT sum(t) AS tests, sum(1 - t) AS trains FROM (${rows(train, 0)} UNION ALL ${rows(test, 1)}) GROUP BY ${keys.join(', ')}`;
  const row = await engine.row(
    `SELECT coalesce(sum(tests), 0) AS looked, coalesce(sum(tests) FILTER (WHERE trains > 0), 0) AS failing FROM (${groups})`,
    name,
  );
  return { failing: Number(row.failing), of: Number(row.looked) };
}

/** The time of a table as both are read; undefined where the columns hold none. */
function timesOf(pair: Pair, column: string): ((side: Table) => Sql) | undefined {
  const { train, test } = pair;
  const [own, other] = [train, test].map((side) => columnOf(side, column));
  const as = own && other && timeAs(comparableAs(own, other), own.type);
  if (!as) return undefined;
  return (side) => {
    const value = groupedValue(columnOf(side, column), as);
    return as === 'number' ? `IF(is_finite(${value}), ${value})` : value;
  };
}

const PLAIN_TIME = /^(date|timestamp\b.*|tinyint|smallint|integer|bigint)$/;

function timeAs(as: ComparableAs, type: string): ComparableAs | undefined {
  if (as === 'native') return PLAIN_TIME.test(type) ? (type.startsWith('timestamp') ? 'timestamp' : as) : undefined;
  return as === 'number' || as === 'timestamp' ? as : undefined;
}

const NO_TIME = { problem: 'the column holds no dates, timestamps or numbers' } as const;

async function timeOrder(pair: Pair, [column = '']: readonly string[]): Promise<Found> {
  const { engine, train, test, name } = pair;
  const time = timesOf(pair, column);
  if (!time) return NO_TIME;
  const last = `SELECT max(${time(train)}) AS last FROM ${train.relation}`;
  const row = await engine.row(
    `SELECT count(t) AS looked, count(*) FILTER (WHERE t <= last) AS failing, count(last) AS known, count(*) AS n FROM (SELECT ${time(test)} AS t FROM ${test.relation}) CROSS JOIN (${last})`,
    name,
  );
  if (Number(row.known) === 0 && Number(row.n) > 0) return { problem: `${train.name} holds no time` };
  return { failing: Number(row.failing), of: Number(row.looked) };
}

async function datesShared(pair: Pair, [column = '']: readonly string[]): Promise<Found> {
  const { engine, train, name } = pair;
  const time = timesOf(pair, column);
  if (!time) return NO_TIME;
  const { n } = await engine.row(`SELECT count(${time(train)}) AS n FROM ${train.relation}`, name);
  if (Number(n) === 0) return { problem: `${train.name} holds no time` };
  const isMoment = columnOf(train, column).type.startsWith('timestamp');
  const day = (side: Table): Sql => (isMoment ? `CAST(${time(side)} AT TIME ZONE 'UTC' AS DATE)` : time(side));
  return shared(pair, (side) => [day(side)], `WHERE ${columnSql(columnOf(pair.test, column))} IS NOT NULL`);
}
