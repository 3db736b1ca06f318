import type { Reading, Spot } from '../contract/reading.ts';
import { type Choice, type Draft, draftOf, type Imported } from './draft.ts';
import { entriesOf } from './values.ts';
import { type Support, searched } from './words.ts';

/** Annotations: they assert nothing (JSON Schema 2020-12, sections 8.3 of Core and 9 of Validation). */
const ANNOTATIONS = [
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
];
const TOP_KEYS = ['type', 'properties', 'required', 'additionalProperties'];
const KEYS: Readonly<Record<string, string>> = {
  minimum: 'min',
  maximum: 'max',
  exclusiveMinimum: 'exclusive_min',
  exclusiveMaximum: 'exclusive_max',
  multipleOf: 'multiple_of',
  minLength: 'min_length',
  maxLength: 'max_length',
};
const FORMATS: Readonly<Record<string, string>> = {
  email: 'email',
  uuid: 'uuid',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  hostname: 'hostname',
  date: 'iso-date',
  'date-time': 'iso-datetime',
};
const TYPES = ['string', 'integer', 'number', 'boolean'];

export const JSON_SCHEMA_SUPPORT: readonly Support[] = [
  { rule: 'type string, number, boolean', native: 'type' },
  { rule: 'type integer', native: 'type', note: '1.0 is an integer to JSON Schema and none here' },
  { rule: 'type null with another type', native: 'type', note: 'the value may be missing' },
  {
    rule: 'type object, array below the top; $ref, allOf, anyOf, oneOf, not, if',
    native: null,
    note: 'only flat objects are read',
  },
  {
    rule: 'required',
    native: 'required',
    note: 'together with a nullable type it is an error: null and an absent key are the same to us',
  },
  { rule: 'not required', native: 'optional', note: 'so null is accepted there as an absent key is' },
  { rule: 'additionalProperties: false', native: 'extra_columns: fail' },
  { rule: 'enum, const', native: 'in' },
  ...Object.entries(KEYS).map(([rule, native]) => ({ rule, native })),
  {
    rule: 'pattern',
    native: 'pattern',
    note: 'found anywhere in the value (ECMA-262), as RE2: look-around and back-references are errors',
  },
  {
    rule: `format ${Object.keys(FORMATS).join(', ')}`,
    native: 'format',
    note: 'asserted, not only annotated; other formats are errors',
  },
];

/** Translates a JSON Schema of flat objects, one a line of a JSONL file. */
export function importJsonSchema(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  const top = entriesOf(reading, reading.top);
  for (const key of top.keys())
    if (![...ANNOTATIONS, ...TOP_KEYS].includes(key)) draft.unknown(top.at(key), key, TOP_KEYS);
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
  const keys = entriesOf(draft.reading, spot);
  draft.column(name, spot.line);
  const types = keys.list('type');
  const [type, second] = types.filter((each) => each !== 'null' && each !== null);
  if (typeof type === 'string' && TYPES.includes(type) && second === undefined)
    draft.about(name, 'type', type, keys.at('type').line);
  else if (types.length > 0) draft.refuse(keys.at('type'), 'type', 'it is not one of the types of a cell', name);
  const isNullable = types.length === 0 || types.includes('null');
  if (isRequired && isNullable)
    draft.refuse(spot, 'required', 'null and an absent key are the same to us: take null out of the types', name);
  else draft.about(name, isRequired ? 'required' : 'optional', true, spot.line);
  for (const key of keys.keys()) if (key !== 'type' && !ANNOTATIONS.includes(key)) keyword(draft, name, key, keys);
}

function keyword(draft: Draft, name: string, key: string, keys: ReturnType<typeof entriesOf>): void {
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
  else draft.unknown(at, key, [...Object.keys(KEYS), 'enum', 'const', 'pattern', 'format', 'type'], name);
}
