import type { Spot } from '../../contract/reading.ts';
import type { Draft } from '../draft.ts';
import { type Entries, entriesOf } from '../values.ts';
import { ENUM_VALUE, LOGICAL_TYPE_OPTIONS, NESTED, OPTIONS, PROPERTY, RELATIONSHIP } from './keys.ts';
import { cellSchema } from './nested.ts';
import { option } from './option.ts';
import { isPersonal } from './personal.ts';
import { quality } from './quality.ts';
import { relationship } from './relationship.ts';
import type { Table } from './table.ts';

export const TYPES = ['string', 'integer', 'number', 'boolean', 'date', 'timestamp'];
const NESTED_KEYS = ['items', 'properties', 'map'];

/** A column, called as it is in the data. */
export function property(draft: Draft, spot: Spot, table: Table): void {
  const name = table.nameOf(entriesOf(draft.reading, spot));
  const keys = draft.open(spot, PROPERTY, name);
  draft.column(name, keys.line);
  stored(draft, keys, name);
  for (const key of ['required', 'unique']) if (keys.boolean(key)) draft.about(name, key, true, keys.at(key).line);
  if (isPersonal(keys)) draft.about(name, 'pii', true, keys.at('classification').line);
  if (isNested(keys)) nested(draft, keys, name);
  else cell(draft, keys, name);
  for (const at of keys.items('quality')) quality(draft, at, table, name);
  for (const at of keys.items('relationships')) relationship(draft, draft.open(at, RELATIONSHIP, name), table, name);
}

/** Whether JSON Schema says more of its values than a type of a cell, or a list of one, does. */
function isNested(keys: Entries): boolean {
  const logical = keys.text('logicalType');
  if (logical !== 'array') return logical === 'object' || logical === 'map';
  const [items, isSet] = [keys.below('items'), keys.below('logicalTypeOptions')?.value('uniqueItems') === true];
  const isPlain = TYPES.includes(items?.text('logicalType') ?? '') && !MORE_OF_ITEMS.some((key) => items?.has(key));
  return isSet || !isPlain;
}

/** Keys of items that a list of a type of a cell does not say. */
const MORE_OF_ITEMS = NESTED.read.filter(
  (key) => !['logicalType', 'name', 'physicalName', 'classification', 'tags'].includes(key),
);

function nested(draft: Draft, keys: Entries, name: string): void {
  if (draft.ignores('logicalType', name)) return;
  draft.check('json_schema', { column: name, schema: cellSchema(draft, keys, name) }, keys.at('logicalType').line);
}

function cell(draft: Draft, keys: Entries, name: string): void {
  typed(draft, keys, name);
  if (keys.has('enum')) members(draft, keys, name);
  const options = draft.below(keys, 'logicalTypeOptions', LOGICAL_TYPE_OPTIONS, name);
  if (options?.has('dimensions') && keys.text('logicalType') !== 'vector')
    draft.refuse(options.at('dimensions'), 'dimensions', 'the property is no vector', name);
  for (const key of [...Object.keys(OPTIONS), 'pattern', 'format'])
    if (options?.has(key)) option(draft, name, key, options, keys.text('logicalType'));
}

/** A type of a cell, or of a list; what is nested belongs to a type that is refused, or is refused itself. */
function typed(draft: Draft, keys: Entries, name: string): void {
  const logical = keys.text('logicalType');
  const isCell = logical === undefined || TYPES.includes(logical);
  const type = isCell ? logical : listType(draft, keys, name);
  if (type !== undefined) draft.about(name, 'type', type, keys.at('logicalType').line);
  else if (!isCell) draft.refuse(keys.at('logicalType'), 'logicalType', `${logical} is no native type yet`, name);
  const nested = NESTED_KEYS.filter((key) => keys.has(key) && (isCell || (type !== undefined && key !== 'items')));
  for (const key of nested) draft.refuse(keys.at(key), key, 'the property is not of a nested type', name);
}

/** The full example of ODCS 3.0 writes the length of a text so, which is a list elsewhere. */
const TEXT_LENGTH = /^(\w*char)\[(\d+)\]$/i;

/** How the producer stores it, in the names of his system: what the store at hand cannot say is told. */
function stored(draft: Draft, keys: Entries, name: string): void {
  const stated = keys.text('physicalType');
  if (stated === undefined || draft.ignores('physicalType', name)) return;
  const type = keys.text('logicalType') === 'string' ? stated.replace(TEXT_LENGTH, '$1($2)') : stated;
  draft.about(name, 'physical_type', { type, unjudged: 'info' }, keys.at('physicalType').line);
}

/** `array` of a type of a cell, `vector` of so many numbers. */
function listType(draft: Draft, keys: Entries, name: string): string | undefined {
  const dimensions = keys.below('logicalTypeOptions')?.number('dimensions');
  if (keys.text('logicalType') === 'vector') return dimensions === undefined ? undefined : `number[${dimensions}]`;
  if (keys.text('logicalType') !== 'array' || !keys.has('items')) return undefined;
  const items = draft.open(keys.at('items'), NESTED, name);
  const of = items.text('logicalType') ?? '';
  return TYPES.includes(of) ? `${of}[]` : undefined;
}

function members(draft: Draft, keys: Entries, name: string): void {
  const values = keys.items('enum').map((at) => draft.open(at, ENUM_VALUE, name).value('value'));
  draft.hint(name, values, keys.at('enum').line);
  draft.rule(name, { in: values }, {}, keys.at('enum').line);
}
