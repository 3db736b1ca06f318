import type { Reading, Spot } from '../contract/reading.ts';
import type { Severity } from '../rule.ts';
import { type Choice, type Draft, draftOf, type Imported } from './draft.ts';
import { type Comparison, comparisonOf, intervalsOf, limitOf } from './limits.ts';
import { chosen } from './tables.ts';
import { type Entries, entriesOf } from './values.ts';
import { named, type Support, searched } from './words.ts';

const NOTES = [
  'id',
  'name',
  'description',
  'businessName',
  'tags',
  'customProperties',
  'authoritativeDefinitions',
  'physicalName',
  'physicalType',
  'logicalType',
  'quality',
  'relationships',
  'context',
];
const TOP_KEYS = [
  'apiVersion',
  'kind',
  'id',
  'name',
  'version',
  'status',
  'tenant',
  'tags',
  'domain',
  'dataProduct',
  'description',
  'contractCreatedTs',
  'schema',
  'slaProperties',
  'slaDefaultElement',
  'servers',
  'support',
  'price',
  'team',
  'roles',
  'customProperties',
  'authoritativeDefinitions',
];
const OBJECT_KEYS = [...NOTES, 'dataGranularityDescription', 'properties'];
const PROPERTY_KEYS = [
  ...NOTES,
  'logicalTypeOptions',
  'required',
  'unique',
  'primaryKey',
  'primaryKeyPosition',
  'partitioned',
  'partitionKeyPosition',
  'classification',
  'encryptedName',
  'transformSourceObjects',
  'transformLogic',
  'transformDescription',
  'examples',
  'criticalDataElement',
  'items',
  'properties',
];
const OPTIONS: Readonly<Record<string, string>> = {
  minLength: 'min_length',
  maxLength: 'max_length',
  minimum: 'min',
  maximum: 'max',
  exclusiveMinimum: 'exclusive_min',
  exclusiveMaximum: 'exclusive_max',
  multipleOf: 'multiple_of',
};
const TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
};
const FORMATS: Readonly<Record<string, string>> = {
  email: 'email',
  uuid: 'uuid',
  hostname: 'hostname',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
};
const WORDS: Readonly<Record<string, Comparison['operator']>> = {
  mustBe: 'is',
  mustNotBe: 'not',
  mustBeGreaterThan: '>',
  mustBeGreaterOrEqualTo: '>=',
  mustBeLessThan: '<',
  mustBeLessOrEqualTo: '<=',
  mustBeBetween: 'between',
  mustNotBeBetween: 'outside',
};
const QUALITY_KEYS = [
  ...Object.keys(WORDS),
  'id',
  'name',
  'description',
  'type',
  'metric',
  'rule',
  'arguments',
  'unit',
  'severity',
  'dimension',
  'businessImpact',
  'scheduler',
  'schedule',
  'method',
  'query',
  'engine',
  'implementation',
  'tags',
  'customProperties',
  'authoritativeDefinitions',
  'validValues',
];
/** Free text in ODCS; these words are the ones in use, others fail. */
const SEVERITY: Readonly<Record<string, Severity>> = { warning: 'warn', warn: 'warn', low: 'warn', info: 'info' };
const METRICS = [
  'nullValues',
  'missingValues',
  'invalidValues',
  'duplicateValues',
  'rowCount',
  'nullCheck',
  'duplicateCount',
  'validValues',
];

export const ODCS_SUPPORT: readonly Support[] = [
  { rule: 'logicalType string, integer, number, boolean, date, timestamp', native: 'type' },
  { rule: 'logicalType time, object, array; items', native: null, note: 'no native type yet' },
  { rule: 'physicalType', native: 'nothing', note: 'a note: the storage of the producer; the logical type is checked' },
  {
    rule: 'required, unique',
    native: 'required, unique',
    note: 'a column must be there even when it is not required; its values may be missing',
  },
  { rule: 'primaryKey, primaryKeyPosition', native: 'key' },
  ...Object.entries(OPTIONS).map(([rule, native]) => ({ rule: `logicalTypeOptions.${rule}`, native })),
  {
    rule: 'logicalTypeOptions.pattern',
    native: 'pattern',
    note: 'found anywhere in the value (ECMA-262), as RE2: look-around and back-references are errors',
  },
  { rule: `logicalTypeOptions.format ${Object.keys(FORMATS).join(', ')}`, native: 'format' },
  { rule: 'other formats, timezone, minItems, maxItems, uniqueItems', native: null, note: 'no native rule' },
  { rule: 'quality nullValues', native: 'nulls' },
  { rule: 'quality missingValues', native: 'expr', note: 'the listed values, and null where it is listed' },
  {
    rule: 'quality invalidValues',
    native: 'in, pattern',
    note: 'missing values are not invalid; a percentage is of the values present',
  },
  {
    rule: 'quality duplicateValues',
    native: 'unique',
    note: 'rows beyond the first of each value, as Soda; datacontract-cli counts repeated values, so that only limits of 0 agree',
  },
  { rule: 'quality rowCount', native: 'rows' },
  {
    rule: 'quality type sql',
    native: 'sql',
    note: '`{object}`, `{table}` and `{property}` are filled in; the SQL is of DuckDB',
  },
  { rule: 'quality type text', native: 'nothing', note: 'words for people' },
  { rule: 'quality type custom', native: null, note: 'written for another engine' },
  {
    rule: 'mustBeBetween',
    native: 'inclusive',
    note: 'the specification says both; datacontract-cli is inclusive too',
  },
  {
    rule: 'mustNotBe, mustNotBeBetween; mustBe n of failing rows',
    native: null,
    note: 'a limit on what fails goes upwards from 0',
  },
  { rule: 'relationships of a property', native: 'refers', note: 'the other table must be an input of that name' },
  { rule: 'slaProperties freshness', native: 'fresh' },
  {
    rule: 'other slaProperties, servers, team, roles, support, price',
    native: 'nothing',
    note: 'promises about the service and notes, not about the data',
  },
];

/** Translates a contract of the Open Data Contract Standard, 3.0 or 3.1; of several objects the chosen one. */
export function importOdcs(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  const top = entriesOf(reading, reading.top, TOP_KEYS);
  if (!/^v?3\.[01]\./.test(top.text('apiVersion') ?? ''))
    reading.report(top.at('apiVersion'), { what: 'this version of ODCS is not known', expected: 'v3.0.x or v3.1.x' });
  const objects = top.items('schema').map((spot) => entriesOf(reading, spot, OBJECT_KEYS));
  const object = chosen(
    reading,
    choice,
    objects.map((each) => [each.text('name') ?? '', each] as const),
    'object',
  );
  if (object) table(draft, object);
  for (const spot of top.items('slaProperties')) sla(draft, entriesOf(reading, spot), object?.text('name') ?? '');
  return draft.finish();
}

function table(draft: Draft, object: Entries): void {
  const properties = object.items('properties').map((spot) => entriesOf(draft.reading, spot, PROPERTY_KEYS));
  for (const each of properties) property(draft, each, object);
  const keys = properties.filter((each) => each.boolean('primaryKey'));
  const inOrder = keys.toSorted(
    (a, b) => (a.number('primaryKeyPosition') ?? 0) - (b.number('primaryKeyPosition') ?? 0),
  );
  if (keys[0]) draft.top('key', inOrder.map(nameOf), keys[0].at('primaryKey').line);
  for (const spot of object.items('quality'))
    quality(draft, entriesOf(draft.reading, spot, QUALITY_KEYS), object, undefined);
  for (const spot of object.items('relationships')) draft.refuse(spot, 'relationships', 'state it at the property');
}

/** Columns are called as they are in the data. */
const nameOf = (of: Entries): string => of.text('physicalName') ?? of.text('name') ?? '';

function property(draft: Draft, keys: Entries, object: Entries): void {
  const name = nameOf(keys);
  const about = (key: string, value: unknown, from: string) => draft.about(name, key, value, keys.at(from).line);
  draft.column(name, keys.line);
  const logical = keys.text('logicalType');
  const type = logical === undefined ? undefined : TYPES[logical];
  if (type !== undefined) about('type', type, 'logicalType');
  else if (logical !== undefined)
    draft.refuse(keys.at('logicalType'), 'logicalType', `${logical} is no native type yet`, name);
  if (keys.boolean('required')) about('required', true, 'required');
  if (keys.boolean('unique')) about('unique', true, 'unique');
  const options = keys.below('logicalTypeOptions');
  for (const key of options?.keys() ?? []) if (options) option(draft, name, key, options);
  for (const spot of keys.items('quality')) quality(draft, entriesOf(draft.reading, spot, QUALITY_KEYS), object, name);
  for (const spot of keys.items('relationships'))
    relation(draft, entriesOf(draft.reading, spot, ['type', 'to', 'from', 'customProperties']), name);
}

function option(draft: Draft, name: string, key: string, options: Entries): void {
  const [at, value] = [options.at(key), options.value(key)];
  const rule = (keys: Record<string, unknown>) => draft.rule(name, keys, {}, at.line);
  const format = FORMATS[String(value)];
  const native = OPTIONS[key];
  if (native !== undefined && typeof value !== 'boolean') rule({ [native]: value });
  else if (key === 'pattern') rule({ pattern: searched(options.text(key) ?? '') });
  else if (key === 'format' && format !== undefined) rule({ format });
  else draft.unknown(at, key, [...Object.keys(OPTIONS), 'pattern', 'format'], name);
}

function relation(draft: Draft, keys: Entries, column: string): void {
  const [target = '', key] = (keys.text('to') ?? '').split('.');
  if (key === undefined) draft.refuse(keys.spot, 'relationships', '`to` must be table.column', column);
  else draft.check('refers', { columns: [column], to: target, key: [key] }, keys.line);
}

function quality(draft: Draft, keys: Entries, object: Entries, column: string | undefined): void {
  const type = keys.text('type') ?? 'library';
  if (type === 'text') return;
  if (type === 'custom') draft.refuse(keys.at('type'), 'custom', 'it is written for another engine', column);
  else if (type === 'sql') sql(draft, keys, object, column);
  else metric(draft, keys, column);
}

const modifiersOf = (keys: Entries) => {
  const severity = SEVERITY[(keys.text('severity') ?? '').toLowerCase()];
  return severity ? { severity } : {};
};

function metric(draft: Draft, keys: Entries, column: string | undefined): void {
  const rule = keys.text('metric') ?? keys.text('rule') ?? '';
  const at = keys.at(keys.has('metric') ? 'metric' : 'rule');
  const comparison = comparisonOf(keys, WORDS);
  if (!METRICS.includes(rule)) draft.unknown(at, rule, METRICS, column);
  else if (!comparison) draft.refuse(at, rule, 'it states no comparison', column);
  else if (rule === 'rowCount') rows(draft, keys, comparison);
  else
    counted(
      draft,
      keys,
      { rule, at, column },
      limitOf(comparison, keys.text('unit') === 'percent' ? 'percent' : 'rows'),
    );
}

function rows(draft: Draft, keys: Entries, comparison: Comparison): void {
  const found = intervalsOf(comparison);
  if (!found) draft.refuse(keys.at(comparison.key), 'rowCount', `${comparison.key} is no interval`);
  for (const between of found ?? []) draft.check('rows', { between, ...modifiersOf(keys) }, keys.line);
}

interface Counted {
  readonly rule: string;
  readonly at: Spot;
  readonly column: string | undefined;
}

function counted(draft: Draft, keys: Entries, { rule, at, column }: Counted, failing: string | undefined): void {
  const modifiers = modifiersOf(keys);
  const given = keys.below('arguments', ['validValues', 'missingValues', 'pattern', 'properties']);
  if (failing === undefined) draft.refuse(at, rule, 'its comparison is no limit from 0 upwards', column);
  else if (column === undefined && rule === 'duplicateValues')
    draft.check('unique', { columns: given?.texts('properties') ?? [], failing, ...modifiers }, keys.line);
  else if (column === undefined) draft.refuse(at, rule, 'it belongs to a property');
  else if (rule === 'nullValues' || rule === 'nullCheck') draft.rule(column, { nulls: failing }, modifiers, keys.line);
  else if (rule === 'duplicateValues' || rule === 'duplicateCount')
    draft.rule(column, { unique: failing }, modifiers, keys.line);
  else if (rule === 'missingValues')
    draft.check(
      'expr',
      { name: `${column} is there`, sql: isPresent(column, given?.list('missingValues') ?? []), failing, ...modifiers },
      keys.line,
    );
  else
    invalid(
      draft,
      { rule, at, column },
      [...(given?.list('validValues') ?? []), ...keys.list('validValues')],
      given?.text('pattern'),
      { failing, ...modifiers },
    );
}

function invalid(
  draft: Draft,
  { rule, at, column = '' }: Counted,
  values: readonly unknown[],
  pattern: string | undefined,
  modifiers: object,
): void {
  const keys = {
    ...(values.length > 0 && { in: values }),
    ...(pattern !== undefined && { pattern: searched(pattern) }),
  };
  if (Object.keys(keys).length !== 1) draft.refuse(at, rule, 'it needs either validValues or pattern', column);
  else {
    draft.hint(column, pattern === undefined ? values : [pattern], at.line);
    draft.rule(column, keys, modifiers, at.line);
  }
}

/** True where the value is none of those that stand for a missing one. */
function isPresent(column: string, missing: readonly unknown[]): string {
  const texts = missing.filter((each) => each !== null).map((each) => `'${String(each).replaceAll("'", "''")}'`);
  const listed = texts.length > 0 ? `CAST(${named(column)} AS VARCHAR) IN (${texts.join(', ')})` : 'false';
  return `NOT coalesce(${listed}, ${missing.includes(null)})`;
}

function sql(draft: Draft, keys: Entries, object: Entries, column: string | undefined): void {
  const comparison = comparisonOf(keys, WORDS);
  const found = comparison && intervalsOf(comparison);
  const [query, name] = [keys.text('query') ?? '', keys.text('name') ?? keys.text('id') ?? `quality ${keys.line}`];
  if (!found) draft.refuse(keys.at('type'), 'sql', 'its comparison is no interval', column);
  const filled = query
    .replaceAll(/\$?\{\{?\s*(object|table|model)\s*\}?\}/g, 'data')
    .replaceAll(/\$?\{\{?\s*(property|column|field)\s*\}?\}/g, named(column ?? ''))
    .replaceAll(
      new RegExp(`\\b(from|join)\\s+${(object.text('name') ?? '').replaceAll(/\W/g, '\\$&')}\\b`, 'gi'),
      '$1 data',
    );
  for (const value of found ?? []) draft.check('sql', { name, query: filled, value, ...modifiersOf(keys) }, keys.line);
}

const UNITS: Readonly<Record<string, string>> = {
  d: 'd',
  day: 'd',
  days: 'd',
  h: 'h',
  hour: 'h',
  hours: 'h',
  m: 'm',
  minute: 'm',
  minutes: 'm',
  w: 'w',
  week: 'w',
  weeks: 'w',
};

function sla(draft: Draft, keys: Entries, object: string): void {
  if (keys.text('property') !== 'freshness') return;
  const [table = '', column] = (keys.text('element') ?? '').split('.');
  const unit = UNITS[keys.text('unit') ?? ''];
  if (column === undefined || unit === undefined)
    draft.refuse(keys.spot, 'freshness', 'it needs `element: table.column` and a unit of minutes to weeks');
  else if (table === object) draft.check('fresh', { column, within: `${keys.number('value')}${unit}` }, keys.line);
}
