import type { OfCount, OfValue, Scope } from './measure.ts';
import type { Rule } from './rule.ts';
import type { Table } from './source.ts';
import { columnSql, counting } from './sql.ts';

/** A rule that the shared scan answers. */
export type ScanRule = Rule & { readonly measure: OfCount | OfValue };

export const isScanned = (rule: Rule): rule is ScanRule => rule.measure.by === 'count' || rule.measure.by === 'value';

const ALL = counting([]);

/** What one rule asks of a scan: aggregates by the name of what they mean. */
export type Asked = AskedCount | { readonly value: string };

interface AskedCount {
  readonly failing: string;
  readonly of: string;
  /** rows that its `where` leaves, whether or not there is anything to look at in them */
  readonly rows: string;
}

/** The aggregates of a rule, over the rows of its `where`. */
export function asked({ measure, where }: ScanRule, scope: Scope): Asked {
  const rows = where === null ? null : `(${where}\n)`;
  if (measure.by === 'value') return { value: measure.value(scope, rows) };
  const among = measure.among(scope);
  return { failing: counting([rows, measure.failing(scope)]), of: counting([rows, among]), rows: counting([rows]) };
}

/** The same with the number that is cheaper to ask for, NULL where it cannot tell; undefined: there is none. */
export function askedQuickly({ measure, where }: ScanRule, scope: Scope, whole: Asked): Asked | undefined {
  const quick = measure.quick?.(scope, where === null ? null : `(${where}\n)`);
  if (quick === undefined) return undefined;
  return 'value' in whole ? { ...whole, value: quick } : { ...whole, failing: quick };
}

/**
 * What a statement may hold: planning grows with the square of the aggregates' number, a wide Parquet file is 17 times
 * faster in groups (research 3.3), text pays a whole pass for each, Trino compiles them into one class and takes a million
 * characters (`query.max-length`).
 */
const BATCH = {
  parquet: { aggregates: 100, characters: Number.POSITIVE_INFINITY },
  text: { aggregates: 200, characters: Number.POSITIVE_INFINITY },
  warehouse: { aggregates: 100, characters: 500_000 },
} as const;

/**
 * Rules in the statements that will answer them, neighbours by column together.
 * @param charactersOf what a rule adds to a statement
 */
export function batches<T>(
  rules: readonly T[],
  { stored }: Pick<Table, 'stored'>,
  charactersOf: (rule: T) => number = () => 0,
): T[][] {
  const { aggregates, characters } = BATCH[stored];
  const all: T[][] = [];
  let length = 0;
  for (const rule of rules) {
    const own = charactersOf(rule);
    const last = all.at(-1);
    if (last && last.length < aggregates / 2 && length + own <= characters) last.push(rule);
    else all.push([rule]);
    length = last === all.at(-1) ? length + own : own;
  }
  return all;
}

/**
 * One SELECT for many rules and the number of rows; equal aggregates are computed once. In text every column is read,
 * named by a rule or not: the reader proves only what it reads, and damage beside the contract is damage.
 *
 * @param keys the same for each of the groups that they make, as `k0`, `k1` ... beside the aggregates
 */
export function scanStatement(
  rules: readonly Asked[],
  { relation, stored, columns }: Table,
  keys: readonly string[] = [],
) {
  const aliases = new Map([[ALL, 'a0']]);
  const read = stored === 'text' ? columns.map((column) => `count(${columnSql(column)})`) : [];
  for (const sql of [...rules.flatMap((each) => Object.values(each)), ...read])
    if (!aliases.has(sql)) aliases.set(sql, `a${aliases.size}`);
  const select = [
    ...keys.map((key, at) => `${key} AS k${at}`),
    ...[...aliases].map(([expression, alias]) => `${expression} AS ${alias}`),
  ];
  const groups = keys.length === 0 ? '' : ` GROUP BY ${keys.map((_, at) => at + 1).join(', ')}`;
  return {
    sql: `SELECT ${select.join(', ')} FROM ${relation}${groups}`,
    /** what the row of results says of an aggregate; null where it has no value */
    read: (row: Record<string, unknown>, sql = ALL): Told => {
      const value = row[aliases.get(sql) ?? ''];
      return value === null || value === undefined ? null : exactly(value);
    },
  };
}

/** What an aggregate came to; a whole number that no double is stays one. */
export type Told = number | bigint | null;

const WHOLE = /^-?\d+$/;

function exactly(value: unknown): number | bigint {
  const number = Number(value);
  const isWhole = typeof value === 'bigint' || (typeof value === 'string' && WHOLE.test(value));
  return isWhole && !Number.isSafeInteger(number) ? BigInt(value) : number;
}
