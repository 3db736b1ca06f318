import type { Draft } from '../draft.ts';
import type { Entries } from '../values.ts';
import { elementOf, type Table } from './table.ts';

/**
 * A foreign key to another table; `from` is implied at a property.
 * @param column where it stands; undefined for the object
 */
export function relationship(draft: Draft, keys: Entries, table: Table, column?: string): void {
  const [from, to] = ['from', 'to'].map((key) => keys.texts(key).map(elementOf));
  const columns = column === undefined ? from?.map((each) => each && table.column(each.column)) : [column];
  const targets = new Set(to?.map((each) => each?.table));
  const [target] = targets;
  const isOne = targets.size === 1 && target !== undefined && columns?.length === to?.length;
  if (!isOne || columns?.includes(undefined))
    draft.refuse(keys.spot, 'relationships', '`to` and `from` must be table.column, of one table each', column);
  else draft.check('refers', { columns, to: target, key: to?.map((each) => each?.column) }, keys.line);
}
