import type { Reading, Spot } from '../../contract/reading.ts';
import { type Choice, type Draft, draftOf, type Imported } from '../draft.ts';
import type { Entries } from '../values.ts';
import { searched } from '../words.ts';
import { FORMATS, ITEMS, KEYS, OBJECT, PROPERTY, TYPES } from './keys.ts';

/** Translates a JSON Schema of flat objects, one a line of a JSONL file. */
export function importJsonSchema(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  const top = draft.open(reading.top, OBJECT);
  if (top.value('type') !== 'object')
    reading.report(top.at('type'), { what: 'the schema is not of an object', expected: 'type: object' });
  const [properties, required] = [top.below('properties'), top.texts('required')];
  for (const name of properties?.keys() ?? [])
    if (properties) property(draft, name, properties.at(name), required.includes(name));
  for (const name of required) if (!properties?.has(name)) draft.about(name, 'required', true, top.at('required').line);
  if (top.value('additionalProperties') === false)
    draft.top('extra_columns', 'fail', top.at('additionalProperties').line);
  else if (top.has('additionalProperties') && top.value('additionalProperties') !== true)
    draft.refuse(top.at('additionalProperties'), 'additionalProperties', 'a schema of other properties');
  return draft.finish();
}

function property(draft: Draft, name: string, spot: Spot, isRequired: boolean): void {
  const keys = draft.open(spot, PROPERTY, name);
  draft.column(name, spot.line);
  const types = keys.list('type');
  const [type, second] = types.filter((each) => each !== 'null' && each !== null);
  const native = second === undefined ? typeOf(draft, keys, name, type) : undefined;
  if (native !== undefined) draft.about(name, 'type', native, keys.at('type').line);
  else if (types.length > 0) draft.refuse(keys.at('type'), 'type', 'it is not one of the types of a cell', name);
  const isNullable = types.length === 0 || types.includes('null');
  if (isRequired && isNullable)
    draft.refuse(spot, 'required', 'null and an absent key are the same to us: take null out of the types', name);
  else draft.about(name, isRequired ? 'required' : 'optional', true, spot.line);
  if (keys.has('items') && !types.includes('array'))
    draft.refuse(keys.at('items'), 'items', 'the value is no array', name);
  if (keys.keys().includes('const') && !keys.has('const'))
    draft.refuse(keys.at('const'), 'const', 'null and an absent key are the same to us', name);
  for (const key of PROPERTY.read)
    if (!['type', 'items'].includes(key) && keys.has(key)) keyword(draft, name, key, keys);
}

/** A type of a cell, or a list of one. */
function typeOf(draft: Draft, keys: Entries, name: string, type: unknown): string | undefined {
  if (type !== 'array') return TYPES.find((each) => each === type);
  const of = draft.below(keys, 'items', ITEMS, name)?.text('type');
  return of !== undefined && TYPES.includes(of) ? `${of}[]` : undefined;
}

function keyword(draft: Draft, name: string, key: string, keys: Entries): void {
  const [at, value] = [keys.at(key), keys.value(key)];
  const rule = (native: Record<string, unknown>) => draft.rule(name, native, {}, at.line);
  const [native, format] = [KEYS[key], FORMATS[String(value)]];
  if (native !== undefined && typeof value !== 'boolean') rule({ [native]: value });
  else if (key === 'enum' || key === 'const') {
    const members = keys.list(key).filter((each) => each !== null);
    draft.hint(name, members, at.line);
    rule({ in: members });
  } else if (key === 'pattern') rule({ pattern: searched(keys.text(key) ?? '') });
  else if (key === 'format' && format !== undefined) rule({ format });
  else draft.refuse(at, key, 'its value has no native rule', name);
}
