import { isMap } from 'yaml';
import type { Reading, Spot } from '../contract/reading.ts';
import { type Choice, type Draft, draftOf, type Imported } from './draft.ts';
import { chosen } from './tables.ts';
import { type Entries, entriesOf, plain } from './values.ts';
import { type Support, valueBounds } from './words.ts';

const PACKAGE_KEYS = [
  'name',
  'resources',
  '$schema',
  'profile',
  'id',
  'title',
  'description',
  'licenses',
  'homepage',
  'version',
  'created',
  'contributors',
  'sources',
  'keywords',
  'image',
];
const RESOURCE_KEYS = [
  'name',
  'path',
  'schema',
  'dialect',
  'type',
  'profile',
  '$schema',
  'title',
  'description',
  'format',
  'mediatype',
  'scheme',
  'encoding',
  'bytes',
  'hash',
  'licenses',
  'sources',
  'homepage',
];
const SCHEMA_KEYS = [
  'fields',
  'fieldsMatch',
  'primaryKey',
  'uniqueKeys',
  'foreignKeys',
  'missingValues',
  '$schema',
  'name',
  'title',
  'description',
];
const FIELD_KEYS = [
  'name',
  'type',
  'format',
  'title',
  'description',
  'example',
  'examples',
  'constraints',
  'categories',
  'categoriesOrdered',
  'missingValues',
  'rdfType',
  'trueValues',
  'falseValues',
  'decimalChar',
  'groupChar',
  'bareNumber',
];
const CONSTRAINTS = [
  'required',
  'unique',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'pattern',
  'enum',
  'jsonSchema',
];
const DIALECT_KEYS = [
  '$schema',
  'delimiter',
  'header',
  'quoteChar',
  'doubleQuote',
  'lineTerminator',
  'nullSequence',
  'caseSensitiveHeader',
  'csvddfVersion',
];

/** Types of fields: what we ask for, or undefined where there is nothing like it. */
const TYPES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  string: { type: 'string' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  date: { type: 'date' },
  datetime: { type: 'timestamp' },
  year: { type: 'integer' },
  yearmonth: { type: 'string', pattern: '[0-9]{4}-(0[1-9]|1[0-2])' },
  time: { type: 'string', pattern: '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})?' },
  any: {},
};
/** RFC 3986, section 3: a scheme, a colon and no white space. */
const URI = '[A-Za-z][A-Za-z0-9+.-]*:\\S+';
const STRING_FORMATS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  default: {},
  email: { format: 'email' },
  uuid: { format: 'uuid' },
  uri: { pattern: URI },
};

export const FRICTIONLESS_SUPPORT: readonly Support[] = [
  ...Object.entries(TYPES).map(([type, keys]) => ({
    rule: `type ${type}`,
    native: Object.keys(keys).join(', ') || 'a column',
  })),
  {
    rule: 'type boolean',
    native: 'type',
    note: '`true` and `false`; `1` and `0` only where `trueValues` and `falseValues` list them',
  },
  { rule: 'types object, array, list, geopoint, geojson, duration', native: null, note: 'no native type' },
  { rule: 'format of a date or datetime', native: 'date_format' },
  { rule: 'format email, uuid, uri', native: 'format, pattern' },
  { rule: 'format binary', native: null, note: 'base64 is not checked' },
  { rule: 'constraints required, unique', native: 'required, unique' },
  {
    rule: 'constraints minimum, maximum, exclusiveMinimum, exclusiveMaximum',
    native: 'min, max, exclusive_min, exclusive_max',
  },
  {
    rule: 'constraints minLength, maxLength, pattern, enum',
    native: 'min_length, max_length, pattern, in',
    note: 'patterns are of the whole value, as RE2',
  },
  { rule: 'constraint jsonSchema', native: null, note: 'schemas of cells are not checked' },
  { rule: 'categories', native: 'in' },
  { rule: 'missingValues', native: 'missing' },
  { rule: 'primaryKey', native: 'key' },
  { rule: 'uniqueKeys', native: 'checks: unique', note: 'rows with a missing part are left out' },
  { rule: 'foreignKeys', native: 'checks: refers', note: 'to a resource of the package' },
  {
    rule: 'fieldsMatch',
    native: 'optional, extra_columns',
    note: 'columns are found by name, their order is not checked; of `partial` not one field must match',
  },
  { rule: 'dialect delimiter, nullSequence', native: 'read: csv' },
  { rule: 'bytes', native: 'checks: files' },
  { rule: 'hash', native: null, note: 'write `files` with `sums` in a native contract' },
  { rule: 'decimalChar, groupChar, bareNumber: false', native: null, note: 'numbers are written with a point' },
];

/** Translates a Data Package; of several resources the chosen one. */
export function importDataPackage(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  const resources = entriesOf(reading, reading.top, PACKAGE_KEYS)
    .items('resources')
    .map((spot) => entriesOf(reading, spot, RESOURCE_KEYS));
  const resource = chosen(
    reading,
    choice,
    resources.map((each) => [each.text('name') ?? '', each] as const),
    'resource',
  );
  if (resource) readResource(draft, resource, resources);
  return draft.finish();
}

/** Translates a Table Schema. */
export function importTableSchema(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  schema(draft, reading.top, new Map());
  return draft.finish();
}

function readResource(draft: Draft, resource: Entries, all: readonly Entries[]): void {
  const paths = new Map(all.map((each) => [each.text('name') ?? '', String(each.list('path')[0] ?? '')]));
  if (resource.has('path')) draft.top('data', resource.list('path'), resource.at('path').line);
  if (resource.has('bytes')) draft.check('files', { bytes: resource.number('bytes') }, resource.at('bytes').line);
  if (resource.has('hash')) draft.refuse(resource.at('hash'), 'hash', 'write `files` with `sums` in a native contract');
  const dialect = resource.below('dialect', DIALECT_KEYS);
  if (dialect) readDialect(draft, dialect);
  const at = resource.at('schema');
  if (isMap(at.node)) schema(draft, at, paths);
  else draft.reading.report(at, { what: 'the resource has no schema of its own', expected: 'a Table Schema in place' });
}

function readDialect(draft: Draft, dialect: Entries): void {
  const [delimiter, header, mark] = [
    dialect.text('delimiter'),
    dialect.boolean('header'),
    dialect.text('nullSequence'),
  ];
  const csv = {
    ...(delimiter !== undefined && { delimiter }),
    ...(header !== undefined && { header }),
    ...(mark !== undefined && { null: [mark] }),
  };
  if (Object.keys(csv).length > 0) draft.top('read', { csv }, dialect.line);
  for (const [key, usual] of [
    ['quoteChar', '"'],
    ['doubleQuote', true],
  ] as const)
    if (dialect.has(key) && dialect.value(key) !== usual)
      draft.refuse(dialect.at(key), key, 'another quoting than "..."');
}

const MATCH: Readonly<Record<string, { readonly optional: boolean; readonly extra: boolean }>> = {
  exact: { optional: false, extra: false },
  equal: { optional: false, extra: false },
  subset: { optional: false, extra: true },
  superset: { optional: true, extra: false },
  partial: { optional: true, extra: true },
};

function schema(draft: Draft, spot: Spot, paths: ReadonlyMap<string, string>): void {
  const keys = entriesOf(draft.reading, spot, SCHEMA_KEYS);
  const [word = 'exact'] = keys.texts('fieldsMatch');
  const match = MATCH[word];
  if (!match) draft.unknown(keys.at('fieldsMatch'), word, Object.keys(MATCH));
  if (match && !match.extra) draft.top('extra_columns', 'fail', keys.at('fieldsMatch').line);
  for (const at of keys.items('fields'))
    field(draft, entriesOf(draft.reading, at, FIELD_KEYS), match?.optional ?? false);
  if (keys.has('missingValues')) draft.top('missing', missing(keys), keys.at('missingValues').line);
  if (keys.has('primaryKey')) draft.top('key', keys.texts('primaryKey'), keys.at('primaryKey').line);
  for (const at of keys.items('uniqueKeys'))
    draft.check('unique', { columns: [plain(draft.reading, at)].flat() }, at.line);
  for (const at of keys.items('foreignKeys'))
    foreignKey(draft, entriesOf(draft.reading, at, ['fields', 'reference']), paths);
}

/** Texts, or `{value, label}`. */
const missing = (keys: Entries): readonly unknown[] =>
  keys
    .list('missingValues')
    .map((each) => (typeof each === 'object' && each !== null && 'value' in each ? each.value : each));

function foreignKey(draft: Draft, key: Entries, paths: ReadonlyMap<string, string>): void {
  const reference = key.below('reference', ['resource', 'fields']);
  const resource = reference?.text('resource') ?? '';
  const to = paths.get(resource);
  if (to === undefined) draft.refuse(key.spot, 'foreignKeys', 'the resource is not in this file');
  else draft.check('refers', { columns: key.texts('fields'), to, key: reference?.texts('fields') }, key.line);
}

function field(draft: Draft, keys: Entries, optional: boolean): void {
  const name = keys.text('name') ?? '';
  const about = (key: string, value: unknown, at: Spot) => draft.about(name, key, value, at.line);
  draft.column(name, keys.line);
  const type = keys.text('type') ?? 'string';
  const typed = typeOf(draft, keys, name, type);
  for (const [key, value] of Object.entries(typed)) about(key, value, keys.at('type'));
  if (optional) about('optional', true, keys.spot);
  if (keys.has('missingValues')) about('missing', missing(keys), keys.at('missingValues'));
  for (const key of ['decimalChar', 'groupChar', 'bareNumber'])
    if (keys.has(key) && keys.value(key) !== { decimalChar: '.', bareNumber: true }[key])
      draft.refuse(keys.at(key), key, 'numbers are written with a point', name);
  const categories = keys
    .list('categories')
    .map((each) => (typeof each === 'object' && each !== null && 'value' in each ? each.value : each));
  if (categories.length > 0) about('in', categories, keys.at('categories'));
  const constraints = keys.below('constraints', CONSTRAINTS);
  if (constraints) constrain(draft, name, typed.type, constraints);
}

function typeOf(draft: Draft, keys: Entries, name: string, type: string): Readonly<Record<string, unknown>> {
  const found = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  const format = keys.text('format') ?? 'default';
  const refuse = (why: string): Readonly<Record<string, unknown>> => {
    draft.refuse(keys.at(found ? 'format' : 'type'), found ? 'format' : 'type', why, name);
    return {};
  };
  if (!found) return refuse('no native type');
  const [trues, falses] = [keys.texts('trueValues'), keys.texts('falseValues')];
  if (type === 'boolean' && trues.length + falses.length > 0)
    return {
      type: 'string',
      in: [
        ...(trues.length > 0 ? trues : ['true', 'True', 'TRUE', '1']),
        ...(falses.length > 0 ? falses : ['false', 'False', 'FALSE', '0']),
      ],
    };
  if (type === 'string')
    return Object.hasOwn(STRING_FORMATS, format)
      ? { ...found, ...STRING_FORMATS[format] }
      : refuse('it is not checked');
  if (format === 'default') return found;
  if (['date', 'datetime'].includes(type) && format !== 'any') return { type: 'string', date_format: format };
  return refuse('it has no one way of writing');
}

const NATIVE: Readonly<Record<string, string>> = {
  required: 'required',
  unique: 'unique',
  minLength: 'min_length',
  maxLength: 'max_length',
  pattern: 'pattern',
  enum: 'in',
};

function constrain(draft: Draft, name: string, type: unknown, keys: Entries): void {
  const value = (key: string): unknown => cast(keys.value(key), type);
  for (const [key, native] of Object.entries(NATIVE)) {
    const given = key === 'enum' ? keys.list(key).map((each) => cast(each, type)) : keys.value(key);
    if (keys.has(key)) draft.rule(name, { [native]: given }, {}, keys.at(key).line);
  }
  for (const [key, side] of [
    ['minimum', 'min'],
    ['maximum', 'max'],
  ] as const) {
    if (keys.has(key)) draft.rule(name, valueBounds({ [side]: value(key) }), {}, keys.at(key).line);
    const exclusive = `exclusive${key.charAt(0).toUpperCase()}${key.slice(1)}`;
    if (keys.has(exclusive)) draft.rule(name, { [`exclusive_${side}`]: value(exclusive) }, {}, keys.at(exclusive).line);
  }
  if (keys.has('jsonSchema'))
    draft.refuse(keys.at('jsonSchema'), 'jsonSchema', 'schemas of cells are not checked', name);
}

/** Constraints may be written as the data are: `"10"` for an integer. */
const cast = (value: unknown, type: unknown): unknown =>
  typeof value === 'string' &&
  (type === 'integer' || type === 'number') &&
  value.trim() !== '' &&
  Number.isFinite(Number(value))
    ? Number(value)
    : value;
