import type { Bound, Check, Limit } from '../rule.ts';
import type { Dialect, Sql } from '../sql/dialect.ts';
import type { LogicalType } from '../typing.ts';
import { ofValues } from './of-values.ts';

/** Listed values are the contract's own words; more than these are counted. */
const LISTED_VALUES = 4;

const valuesText = (values: readonly Bound[]): string =>
  values.length > LISTED_VALUES ? `${values.length} values` : values.map(String).join(', ');

const list = ({ bound }: Dialect, values: readonly Bound[], type: LogicalType): Sql =>
  values.map((value) => bound(value, type)).join(', ');

/** Values are members of a set. */
export const memberOf = (column: string, type: LogicalType, values: readonly Bound[], limit: Limit): Check => ({
  kind: 'in',
  expected: `one of ${valuesText(values)}`,
  measure: ofValues(column, type, limit, (value, dialect) => `${value} NOT IN (${list(dialect, values, type)})`),
});

/** Values are no members of a set. */
export const notMemberOf = (column: string, type: LogicalType, values: readonly Bound[], limit: Limit): Check => ({
  kind: 'not-in',
  expected: `none of ${valuesText(values)}`,
  measure: ofValues(column, type, limit, (value, dialect) => `${value} IN (${list(dialect, values, type)})`),
});
