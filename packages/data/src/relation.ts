import { helperNames } from './helper-names.ts';
import { laxly } from './lexical.ts';
import { MEANINGS, type SourceColumn, type Table } from './source.ts';
import type { Dialect, Sql } from './sql/dialect.ts';
import { columnSql, identifier, literal } from './sql.ts';
import { type LogicalType, nativeType } from './typing.ts';

/** What the contract says of the columns that is not a rule. */
export interface Meaning {
  readonly types: ReadonlyMap<string, LogicalType>;
  /** spellings of a missing value, by column */
  readonly missing: ReadonlyMap<string, readonly string[]>;
  /** columns that are known to hold personal data */
  readonly personal: ReadonlySet<string>;
  /** columns that may be missing as a whole: rules of such a column then say nothing */
  readonly optional: ReadonlySet<string>;
  /** values that the contract itself writes, by column: they may be told */
  readonly listed: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The table with the contract's spellings of a missing value read as missing. */
export function withMissing<T extends Table>(
  source: T,
  { missing, types = new Map() }: Pick<Meaning, 'missing'> & Partial<Pick<Meaning, 'types'>>,
  dialect: Dialect,
): T {
  const spelt = source.columns.filter(({ name }) => (missing.get(name) ?? []).length > 0);
  if (spelt.length === 0) return source;
  const select = source.columns.map((column) => {
    const own = columnSql(column);
    if (!spelt.includes(column)) return `${own} AS ${identifier(column.name)}`;
    const spellings = missing.get(column.name) ?? [];
    const isNumber = types.get(column.name) === 'number' || nativeType(column.type) === 'number';
    const present = [
      `${dialect.textOf(column)} NOT IN (${spellings.map(literal).join(', ')})`,
      ...(isNumber ? otherNumbers(column, spellings, dialect) : []),
    ];
    return `CASE WHEN ${present.join(' AND ')} THEN ${own} END AS ${identifier(column.name)}`;
  });
  const columns = source.columns.map(({ sql: _, ...column }) => column);
  return { ...source, columns, relation: `(SELECT ${select.join(', ')} FROM ${source.relation})` };
}

const NAN = /^[+-]?nan$/i;

/** A number has many spellings: a -999 that became a DOUBLE is written -999.0. */
function otherNumbers(column: SourceColumn, spellings: readonly string[], dialect: Dialect): string[] {
  const { value } = dialect.typed(column, 'number');
  const numbers = spellings.filter((one) => one.trim() !== '' && Number.isFinite(Number(one))).map(Number);
  return [
    ...(numbers.length > 0 ? [`coalesce(${value} NOT IN (${numbers.map(dialect.double).join(', ')}), true)`] : []),
    ...(spellings.some((one) => NAN.test(one)) ? [`NOT coalesce(${dialect.isNan(value)}, false)`] : []),
  ];
}

/** The table whose text and JSON is known to mean numbers and times where the contract says so. */
export function withMeanings<T extends Table>(table: T, { types }: Pick<Meaning, 'types'>): T {
  const columns = table.columns.map((column): SourceColumn => {
    const means = MEANINGS.find((type) => type === types.get(column.name));
    return means && (column.type === 'text' || column.type === 'json') ? { ...column, means } : column;
  });
  return { ...table, columns };
}

/**
 * The table with the values of its text beside them, each read once however many rules ask for it. What has a type of
 * its own is cheap to read as often as it is asked for.
 * @param wanted columns that rules are about
 */
export function withValues<T extends Table>(
  table: T,
  { types }: Pick<Meaning, 'types'>,
  wanted: ReadonlySet<string>,
  dialect: Dialect,
): T {
  const named = helperNames(table.columns);
  const casts: string[] = [];
  const values: string[] = [];
  const columns = table.columns.map((column): SourceColumn => {
    const type = types.get(column.name);
    const isRead = column.type === 'json' || (column.type === 'text' && type !== 'string');
    if (type === undefined || !isRead || !wanted.has(column.name)) return column;
    const [sql, lax] = [identifier(named('value', column.name)), identifier(named('cast', column.name))];
    const isText = column.type === 'text' && type !== 'string';
    if (isText) casts.push(`${laxly(columnSql(column), type)} AS ${lax}`);
    values.push(`${dialect.typed(isText ? { ...column, lax } : column, type).value} AS ${sql}`);
    return { ...column, value: { type, sql } };
  });
  const cast = casts.length === 0 ? table.relation : `(SELECT *, ${casts.join(', ')} FROM ${table.relation})`;
  return values.length === 0 ? table : { ...table, columns, relation: `(SELECT *, ${values.join(', ')} FROM ${cast})` };
}

/** A column's value of the contract's type, NULL where it is not written as that. */
export function meantBy(column: SourceColumn, { types }: Pick<Meaning, 'types'>, dialect: Dialect): Sql {
  const type = types.get(column.name);
  return type === undefined ? columnSql(column) : dialect.typed(column, type).value;
}

/** A value that compares: engines take NaN for the largest number, or compare it with nothing. */
export const withoutNan = (value: Sql, type: LogicalType, { isNan }: Dialect): Sql =>
  type === 'number' ? `CASE WHEN NOT ${isNan(value)} THEN ${value} END` : value;

const FLOATING_TYPE = /^(float|real|double)$/i;

/** What a column's values compare as: numbers by the contract, or where they are stored as floats. */
const comparedAs = ({ name, type }: SourceColumn, types: Meaning['types']): LogicalType =>
  types.get(name) ?? (FLOATING_TYPE.test(type) ? 'number' : 'string');

/** Predicate of the rows in which a column has no value, or one that is no number where numbers are meant. */
export function isAbsent(column: SourceColumn, { types }: Pick<Meaning, 'types'>, dialect: Dialect): Sql {
  const isNull = `${columnSql(column)} IS NULL`;
  if (comparedAs(column, types) !== 'number') return isNull;
  return `(${isNull} OR coalesce(${dialect.isNan(meantBy(column, { types }, dialect))}, false))`;
}

/** A column's value in conditions: NaN, and every NaN in a value of fields or items, is NULL. */
function comparableIn(column: SourceColumn, types: Meaning['types'], dialect: Dialect): Sql {
  const value = withoutNan(meantBy(column, { types }, dialect), comparedAs(column, types), dialect);
  const isNested = !types.has(column.name) && (column.type.startsWith('STRUCT(') || column.type.endsWith(']'));
  return isNested && dialect.lists ? dialect.lists.withoutNan(value, column.type) : value;
}

/**
 * The source for conditions that people write: a column's name means its value of the contract's type, NULL where it is
 * not written as that and where it is NaN; the rules go on reading what stands there.
 */
export function withTypes<T extends Table>(source: T, { types }: Pick<Meaning, 'types'>, dialect: Dialect): T {
  const named = helperNames(source.columns);
  const columns = source.columns.map((column): SourceColumn & { readonly sql: string } => ({
    ...column,
    sql: identifier(named('raw', column.name)),
  }));
  const select = source.columns.flatMap((column, at) => {
    const value = comparableIn(column, types, dialect);
    return [`${columnSql(column)} AS ${columns[at]?.sql}`, `${value} AS ${identifier(column.name)}`];
  });
  return { ...source, columns, relation: `(SELECT ${select.join(', ')} FROM ${source.relation})` };
}
