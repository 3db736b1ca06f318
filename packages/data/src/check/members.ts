import { boundSql } from '../bound.ts';
import type { Bound, Check, Limit } from '../rule.ts';
import type { LogicalType } from '../typing.ts';
import { ofValues } from './of-values.ts';

/** Listed values are the contract's own words; more than these are counted. */
const LISTED_VALUES = 4;

const valuesText = (values: readonly Bound[]): string =>
  values.length > LISTED_VALUES ? `${values.length} values` : values.map(String).join(', ');

const list = (values: readonly Bound[], type: LogicalType): string =>
  values.map((value) => boundSql(value, type)).join(', ');

/** Values are members of a set. */
export const memberOf = (column: string, type: LogicalType, values: readonly Bound[], limit: Limit): Check => ({
  kind: 'in',
  expected: `one of ${valuesText(values)}`,
  measure: ofValues(column, type, limit, (value) => `${value} NOT IN (${list(values, type)})`),
});

/** Values are no members of a set. */
export const notMemberOf = (column: string, type: LogicalType, values: readonly Bound[], limit: Limit): Check => ({
  kind: 'not-in',
  expected: `none of ${valuesText(values)}`,
  measure: ofValues(column, type, limit, (value) => `${value} IN (${list(values, type)})`),
});
