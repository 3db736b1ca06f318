import { helperNames } from '../helper-names.ts';
import { columnOf } from '../profile/table.ts';
import type { Source, SourceColumn, Table } from '../source.ts';
import type { Sql } from '../sql/dialect.ts';
import { identifier } from '../sql.ts';
import { numbered, positionIn } from './numbered.ts';

/** Which rows break a rule, as predicates; what they hold is looked at only where that is allowed. */
export interface FailingRows {
  readonly source: Source;
  /** predicate of the rows that are looked at; null: all */
  readonly among: Sql | null;
  /** predicate of those of them that break the rule, over its place (`positionIn`) too; never NULL */
  readonly broken: Sql;
  /** `table`: it looks at other rows too, through a window */
  readonly over: 'row' | 'table';
  /** the columns that the rule is about */
  readonly columns: readonly SourceColumn[];
}

/** Rows of a source that break a rule about these columns. */
export const rowsBreaking = (
  source: Source,
  columns: readonly string[],
  { broken, among = null, over = 'row' }: Pick<FailingRows, 'broken'> & Partial<Pick<FailingRows, 'among' | 'over'>>,
): FailingRows => ({ source, columns: columns.map((name) => columnOf(source, name)), among, broken, over });

/** The same of a table that may be no file's: a warehouse's rows have no places. */
export const rowsWithin = (table: Table, ...spec: Tail<Parameters<typeof rowsBreaking>>): { rows?: FailingRows } =>
  isOfFiles(table) ? { rows: rowsBreaking(table, ...spec) } : {};

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer Rest] ? Rest : never;

const isOfFiles = (table: Table): table is Source => table.stored !== 'warehouse';

/** The table that the rows are rows of, each with its place. */
export const tableOf = ({ source }: FailingRows): Sql =>
  numbered({ columns: source.columns, relation: source.whole?.relation ?? source.relation });

/** Predicate of the rows that break the rule; null where it takes a window. */
export const predicateOf = (rows: FailingRows): Sql | null =>
  rows.over === 'table' ? null : conditionsOf(rows, rows.broken);

/** A SELECT over the rows that break the rule, in the order of the files. */
export function selectFailing(rows: FailingRows, select: Sql): Sql {
  const predicate = predicateOf(rows);
  if (predicate !== null) return `SELECT ${select} FROM ${tableOf(rows)} WHERE ${predicate}`;
  const looked = conditionsOf(rows) || 'true';
  const broken = identifier(helperNames(rows.source.columns)('broken'));
  const judged = `SELECT *, (${rows.broken}\n) AS ${broken} FROM ${tableOf(rows)} WHERE ${looked}`;
  return `SELECT ${select} FROM (${judged}) WHERE ${broken} ORDER BY ${positionIn(rows.source)}`;
}

const conditionsOf = ({ source, among }: FailingRows, ...more: readonly Sql[]): Sql =>
  [source.whole?.where ?? null, among, ...more]
    .filter((each) => each !== null)
    .map((each) => `(${each}\n)`)
    .join(' AND ');
