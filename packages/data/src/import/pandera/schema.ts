import type { Reading, Spot } from '../../contract/reading.ts';
import { type Choice, type Draft, draftOf, type Imported } from '../draft.ts';
import { logicalType } from '../type-names.ts';
import { check } from './check.ts';
import { COLUMN, SCHEMA } from './keys.ts';
import { checksOf } from './listed.ts';

/** Translates a pandera schema (YAML). */
export function importPandera(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  const schema = draft.open(reading.top, SCHEMA);
  if (schema.text('schema_type') !== 'dataframe')
    draft.refuse(schema.at('schema_type'), 'schema_type', 'only dataframe is read');
  const columns = schema.below('columns');
  for (const name of columns?.keys() ?? []) if (columns) column(draft, name, columns.at(name));
  if (schema.value('strict') === true) draft.top('extra_columns', 'fail', schema.at('strict').line);
  else if (schema.has('strict') && schema.value('strict') !== false)
    draft.refuse(schema.at('strict'), 'strict', 'filtering changes the data');
  const unique = schema.texts('unique');
  if (unique.length > 0) draft.check('duplicate_rows', { columns: unique }, schema.at('unique').line);
  return draft.finish();
}

function column(draft: Draft, name: string, spot: Spot): void {
  const keys = draft.open(spot, COLUMN, name);
  const about = (key: string, value: unknown, from: string) => draft.about(name, key, value, keys.at(from).line);
  draft.column(name, spot.line);
  const dtype = keys.text('dtype');
  const type = dtype === undefined ? undefined : logicalType(dtype.replace(/^string\[.*\]$/, 'string'));
  if (type !== undefined) about('type', type, 'dtype');
  else if (dtype !== undefined) draft.refuse(keys.at('dtype'), 'dtype', 'it means no logical type', name);
  const isNullable = keys.boolean('nullable') === true;
  if (!isNullable) about('required', true, 'nullable');
  if (keys.boolean('required') === false) about('optional', true, 'required');
  if (keys.boolean('unique') && !isNullable) about('unique', true, 'unique');
  else if (keys.boolean('unique')) draft.check('duplicate_rows', { columns: [name] }, keys.at('unique').line);
  for (const { rule, at } of checksOf(draft.reading, keys)) check(draft, name, rule, at);
}
