import type { Spot } from '../../contract/reading.ts';
import type { Draft } from '../draft.ts';
import { logicalType } from '../type-names.ts';
import type { Entries } from '../values.ts';
import { COLUMN, CONSTRAINT } from './keys.ts';

/** Constraints of a column as native keys. */
const CONSTRAINTS: Readonly<Record<string, readonly string[]>> = {
  not_null: ['required'],
  unique: ['unique'],
  primary_key: ['required', 'unique'],
};

/** What a model says of its columns: their types, and with an enforced contract their constraints and that there are no others. */
export function modelColumns(draft: Draft, model: Entries): void {
  const isEnforced = model.below('contract')?.boolean('enforced') === true;
  const columns = model.below('columns');
  for (const name of columns?.keys() ?? []) if (columns) column(draft, name, columns.at(name), isEnforced);
  if (!isEnforced) return;
  draft.top('extra_columns', 'fail', model.at('columns').line);
  for (const at of model.items('constraints')) draft.refuse(at, 'constraints', 'state it at the column');
}

/** Without an enforced contract a column may be named for its description alone, and dbt holds no constraint. */
function column(draft: Draft, name: string, spot: Spot, isEnforced: boolean): void {
  const keys = draft.open(spot, COLUMN, name);
  const dataType = keys.text('data_type');
  const type = dataType === undefined ? undefined : logicalType(dataType);
  if (isEnforced || dataType !== undefined) draft.column(name, keys.line);
  if (type !== undefined) draft.about(name, 'type', type, keys.at('data_type').line);
  else if (dataType !== undefined) draft.refuse(keys.at('data_type'), 'data_type', 'it means no logical type', name);
  for (const at of isEnforced ? keys.items('constraints') : []) constraint(draft, name, at);
}

function constraint(draft: Draft, name: string, at: Spot): void {
  const word = draft.open(at, CONSTRAINT, name).text('type') ?? '';
  const native = Object.hasOwn(CONSTRAINTS, word) ? CONSTRAINTS[word] : undefined;
  if (!native) draft.refuse(at, word, 'the constraint has no native rule', name);
  for (const key of native ?? []) draft.about(name, key, true, at.line);
}
