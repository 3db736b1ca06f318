import { positionIn } from '../failing/numbered.ts';
import type { OfStatement, Scope } from '../measure.ts';
import type { Check, Limit } from '../rule.ts';
import type { SourceColumn } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import { presentIn } from './of-values.ts';

/**
 * Rows beyond the first of each key, of all rows with a complete key; exact. A key with a missing part is not compared
 * (`nulls` judges it). Text is compared as written, numbers and times of the contract's types by their value.
 */
export const unique = (columns: readonly string[], limit: Limit): Check => ({
  kind: 'unique',
  expected: columns.length > 1 ? 'unique together' : 'unique',
  measure: {
    by: 'statement',
    limit,
    parts: 'equality',
    ...repeats((scope) => {
      const own = columns.map(scope.column);
      return { columns: own, compared: completeIn(own) };
    }),
  },
});

const completeIn = (columns: readonly SourceColumn[]): string => columns.map(presentIn).join(' AND ');

/** The rows that are compared with each other, in which columns. */
interface Compared {
  readonly columns: readonly SourceColumn[];
  /** predicate; null: all rows */
  readonly compared: Sql | null;
}

/**
 * The rows beyond the first of each group of rows that are equal. Equal rows have one hash, so that rows whose hashes
 * differ need no comparison: 10M pairs of a text and a time are proven unique in half the processor time.
 */
export function repeats(of: (scope: Scope) => Compared): Pick<OfStatement, 'sql' | 'quick' | 'inGroups' | 'rows'> {
  return {
    quick: (scope) => {
      const own = of(scope);
      const hash = hashOf(scope, own);
      return hash && counted(`SELECT count(*) AS n ${from(scope, own.compared)} GROUP BY ${hash}`);
    },
    sql: (scope) => {
      const own = of(scope);
      const groups = `SELECT count(*) AS n ${from(scope, suspect(scope, own))} GROUP BY ${keysOf(scope, own)}`;
      return `SELECT (SELECT count(*) ${from(scope, own.compared)}) AS of_rows, failing FROM (${counted(groups)})`;
    },
    inGroups: (scope, keys) => {
      const own = of(scope);
      const named = keys.map((key, at) => `${key} AS k${at}`).join(', ');
      const groups = `SELECT ${named}, count(*) AS n ${from(scope, own.compared)} GROUP BY ${[...keys, keysOf(scope, own)].join(', ')}`;
      const names = keys.map((_, at) => `k${at}`).join(', ');
      return `SELECT ${names}, sum(n) AS of_rows, sum(n - 1) AS failing FROM (${groups}) GROUP BY ${names}`;
    },
    rows: (scope) => {
      const own = of(scope);
      const place = `row_number() OVER (PARTITION BY ${keysOf(scope, own)} ORDER BY ${positionIn(scope)})`;
      return { among: suspect(scope, own), broken: `${place} > 1` };
    },
  };
}

const keysOf = ({ dialect }: Scope, { columns }: Compared): Sql => columns.map(dialect.keyOf).join(', ');
const hashOf = ({ dialect }: Scope, { columns }: Compared): Sql | null => dialect.hashOf(columns.map(dialect.keyOf));
const from = ({ relation }: Scope, where: Sql | null): Sql =>
  `FROM ${relation}${where === null ? '' : ` WHERE ${where}`}`;

/** Predicate of the rows that may have an equal: those whose hash repeats. */
function suspect(scope: Scope, own: Compared): Sql | null {
  const hash = hashOf(scope, own);
  if (hash === null) return own.compared;
  const again = `${hash} IN (SELECT ${hash} ${from(scope, own.compared)} GROUP BY 1 HAVING count(*) > 1)`;
  return own.compared === null ? again : `${own.compared} AND ${again}`;
}

const counted = (groups: Sql): Sql =>
  `SELECT coalesce(sum(n), 0) AS of_rows, coalesce(sum(n - 1), 0) AS failing FROM (${groups})`;
