import type { Draft } from '../draft.ts';
import { logicalType } from '../type-names.ts';
import { type Entries, entriesOf } from '../values.ts';
import { COLUMN, CONSTRAINT } from './keys.ts';

/** Constraints of a column as native keys. */
const CONSTRAINTS: Readonly<Record<string, readonly string[]>> = {
  not_null: ['required'],
  unique: ['unique'],
  primary_key: ['required', 'unique'],
};

/** The columns of a model whose contract is enforced; otherwise dbt itself does not hold them. */
export function enforced(draft: Draft, model: Entries): void {
  if (model.below('contract')?.boolean('enforced') !== true) return;
  const columns = model.below('columns');
  for (const name of columns?.keys() ?? [])
    if (columns) column(draft, name, draft.open(columns.at(name), COLUMN, name));
  draft.top('extra_columns', 'fail', model.at('columns').line);
  for (const at of model.items('constraints'))
    draft.refuse(at, 'constraints', 'state it at the column', entriesOf(draft.reading, at).text('name'));
}

function column(draft: Draft, name: string, keys: Entries): void {
  draft.column(name, keys.line);
  const dataType = keys.text('data_type');
  const type = dataType === undefined ? undefined : logicalType(dataType);
  if (type !== undefined) draft.about(name, 'type', type, keys.at('data_type').line);
  else if (dataType !== undefined) draft.refuse(keys.at('data_type'), 'data_type', 'it means no logical type', name);
  for (const at of keys.items('constraints')) {
    const word = draft.open(at, CONSTRAINT, name).text('type') ?? '';
    const native = Object.hasOwn(CONSTRAINTS, word) ? CONSTRAINTS[word] : undefined;
    if (!native) draft.refuse(at, word, 'the constraint has no native rule', name);
    for (const key of native ?? []) draft.about(name, key, true, at.line);
  }
}
