import type { Draft } from '../draft.ts';
import { type Entries, entriesOf } from '../values.ts';
import { ENUM_VALUE, MAP, NESTED, NESTED_OPTIONS } from './keys.ts';
import { FLOATS, FORMATS, isIso, rangeOf } from './option.ts';
import { isPersonal } from './personal.ts';

/** A JSON Schema (draft 7). */
type Schema = Readonly<Record<string, unknown>>;

/** What of `logicalTypeOptions` says something of each type; they are keywords of JSON Schema. */
const LENGTHS = ['minLength', 'maxLength', 'pattern', 'format'];
const NUMBERS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'format'];
const KEYS = ['minProperties', 'maxProperties', 'required'];
const ITEMS = ['minItems', 'maxItems', 'uniqueItems'];

interface Kind {
  readonly schema: Schema & { readonly type: string };
  readonly options: readonly string[];
}

const written = (pattern: string): Schema & { readonly type: string } => ({ type: 'string', pattern: `^${pattern}$` });
/** A day of the calendar: of long months, short ones, any February, and February of leap years. */
const DAY = String.raw`(\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))|(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)`;
const HOUR = String.raw`([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?`;
const ZONE = String.raw`(Z|[+-]\d{2}(:?\d{2})?)?`;

const KINDS: Readonly<Record<string, Kind>> = {
  string: { schema: { type: 'string' }, options: LENGTHS },
  integer: { schema: { type: 'integer' }, options: NUMBERS },
  number: { schema: { type: 'number' }, options: NUMBERS },
  boolean: { schema: { type: 'boolean' }, options: [] },
  date: { schema: written(DAY), options: ['format'] },
  time: { schema: written(`${HOUR}${ZONE}`), options: [] },
  timestamp: { schema: written(`${DAY}[T ]${HOUR}${ZONE}`), options: ['format'] },
  object: { schema: { type: 'object' }, options: KEYS },
  map: { schema: { type: 'object' }, options: KEYS },
  array: { schema: { type: 'array' }, options: ITEMS },
};
export const NESTED_TYPES = Object.keys(KINDS);

/** Where a schema is made: of the column `name`, whose values may be null within a cell unless they are required. */
interface Place {
  readonly draft: Draft;
  readonly name: string;
  readonly isRequired: boolean;
}

/** The JSON Schema of the cells of a property with fields, items or keys of its own. */
export function cellSchema(draft: Draft, keys: Entries, name: string): Schema {
  return schemaOf({ draft, name, isRequired: true }, keys);
}

function schemaOf(place: Place, keys: Entries): Schema {
  const { draft, name, isRequired } = place;
  const logical = keys.text('logicalType');
  const kind = logical !== undefined && Object.hasOwn(KINDS, logical) ? KINDS[logical] : undefined;
  if (isPersonal(keys)) draft.about(name, 'pii', true, keys.line);
  if (logical !== undefined && !kind)
    draft.refuse(keys.at('logicalType'), 'logicalType', `${logical} is no type of what is nested in a cell`, name);
  for (const [key, type] of Object.entries({ properties: 'object', items: 'array', map: 'map' }))
    if (keys.has(key) && logical !== type) draft.refuse(keys.at(key), key, `the property is no ${type}`, name);
  const values = keys.items('enum').map((at) => draft.open(at, ENUM_VALUE, name).value('value'));
  return {
    ...kind?.schema,
    ...(kind && !isRequired && { type: [kind.schema.type, 'null'] }),
    ...(values.length > 0 && { enum: isRequired ? values : [...values, null] }),
    ...optionsOf(place, keys, kind),
    ...(logical === 'object' && fieldsOf(place, keys)),
    ...(logical === 'array' && keys.has('items') && { items: below(place, keys.below('items')) }),
    ...(logical === 'map' && keysOf(place, keys)),
  };
}

/** What stands below another property. */
function below({ draft, name }: Place, of: Entries | undefined): Schema {
  if (!of) return {};
  const keys = draft.open(of.spot, NESTED, name);
  return schemaOf({ draft, name, isRequired: keys.boolean('required') === true }, keys);
}

function fieldsOf(place: Place, keys: Entries): Schema {
  const fields = keys.items('properties').map((spot) => entriesOf(place.draft.reading, spot));
  const nameOf = (of: Entries): string => of.text('physicalName') ?? of.text('name') ?? '';
  const listed = keys.below('logicalTypeOptions')?.texts('required') ?? [];
  const required = [...fields.filter((of) => of.boolean('required')).map(nameOf), ...listed];
  return {
    properties: Object.fromEntries(fields.map((of) => [nameOf(of), below(place, of)])),
    required: [...new Set(required)],
  };
}

/** A map is an object in JSON: its keys are texts. */
function keysOf(place: Place, keys: Entries): Schema {
  const map = place.draft.below(keys, 'map', MAP, place.name);
  const names = map?.below('key') && { ...below(place, map.below('key')), type: 'string' };
  if (map?.has('key') && map.below('key')?.text('logicalType') !== 'string')
    place.draft.refuse(map.at('key'), 'key', 'keys of JSON are texts', place.name);
  return { additionalProperties: below(place, map?.below('value')), ...(names && { propertyNames: names }) };
}

function optionsOf({ draft, name }: Place, keys: Entries, kind: Kind | undefined): Schema {
  const options = draft.below(keys, 'logicalTypeOptions', NESTED_OPTIONS, name);
  const found: Record<string, unknown> = {};
  for (const key of options?.keys() ?? []) {
    if (!options || !NESTED_OPTIONS.read.includes(key) || !options.has(key)) continue;
    const value = options.value(key);
    if (!kind?.options.includes(key)) draft.refuse(options.at(key), key, 'it says nothing of this type', name);
    else if (key === 'format') Object.assign(found, formatOf(draft, name, keys, options));
    else if (value === true && key !== 'uniqueItems') draft.refuse(options.at(key), key, 'it is no number', name);
    else if (value !== false) found[key] = value;
  }
  return found;
}

function formatOf(draft: Draft, name: string, keys: Entries, options: Entries): Schema {
  const [word, type] = [options.text('format') ?? '', keys.text('logicalType') ?? ''];
  const range = type === 'integer' ? rangeOf(word) : undefined;
  if (range) return { allOf: [{ minimum: Number(range.min), maximum: Number(range.max) }] };
  if (type === 'string' && Object.hasOwn(FORMATS, word)) return { format: word };
  const isSaid = type === 'number' ? FLOATS.includes(word) : isIso(word, type);
  if (!isSaid || ['string', 'integer'].includes(type))
    draft.refuse(options.at('format'), 'format', 'no native format', name);
  return {};
}
