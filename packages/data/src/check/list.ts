import { inputProblem } from '@ml-actions/core/error';
import { type Interval, intervalText } from '../interval.ts';
import { type ListType, listTypeText } from '../list-type.ts';
import type { OfCount, Scope } from '../measure.ts';
import type { Check, Limit } from '../rule.ts';
import type { SourceColumn } from '../source.ts';
import type { Lists, Sql } from '../sql/dialect.ts';
import { presentIn } from './of-values.ts';

/** A count over a column's present values; those that are no list of the type fail `type` and nothing else. */
const ofLists = (column: string, limit: Limit, failing: (lists: Lists, column: SourceColumn) => Sql): OfCount => ({
  by: 'count',
  limit,
  failing: (scope) => failing(listsOf(scope), scope.column(column)),
  among: (scope) => presentIn(scope.column(column)),
});

function listsOf({ dialect }: Scope): Lists {
  if (dialect.lists) return dialect.lists;
  throw inputProblem({
    where: 'type',
    what: 'this engine does not look into lists',
    next: 'Check lists in files, with `engine: duckdb`.',
  });
}

/** Present values are lists of the shape, and every item is of the type; a missing item is not. */
export const ofListType = (column: string, type: ListType, limit: Limit): Check => ({
  kind: 'type',
  expected: listTypeText(type),
  measure: ofLists(column, limit, (lists, at) => `${presentIn(at)} AND NOT ${lists.isOk(at, type)}`),
});

/** How many items a list has. */
export const items = (column: string, type: ListType, { min, max }: Interval, limit: Limit): Check => ({
  kind: 'items',
  expected: `${intervalText({ min, max })} items`,
  measure: ofLists(column, limit, (lists, at) => {
    const length = lists.length(at);
    const tooLong = Number.isFinite(max) ? ` OR ${length} > ${max}` : '';
    return `CASE WHEN ${presentIn(at)} AND ${lists.isOk(at, type)} THEN ${length} < ${min}${tooLong} ELSE false END`;
  }),
});

/** Every number of a list is neither NaN nor infinite. */
export const finiteItems = (column: string, type: ListType, limit: Limit): Check => ({
  kind: 'finite',
  expected: 'finite',
  measure: ofLists(
    column,
    limit,
    (lists, at) =>
      `CASE WHEN ${presentIn(at)} AND ${lists.isOk(at, type)} THEN NOT ${lists.isFinite(at, type)} ELSE false END`,
  ),
});
