import { isMap } from 'yaml';
import type { Reading, Spot } from '../contract/reading.ts';
import { type Choice, type Draft, draftOf, type Imported } from './draft.ts';
import { logicalType } from './expectations.ts';
import { type Entries, entriesOf, plain } from './values.ts';
import { escaped, fromStart, type Support, searched, valueBounds } from './words.ts';

interface Check {
  readonly native: string;
  readonly note?: string;
  /** operands, for the type of a column without one */
  readonly operands?: (args: Entries) => readonly unknown[];
  readonly keys: (args: Entries) => Readonly<Record<string, unknown>>;
}

const PREFIX = 'tried at the beginning of the value, as RE2: look-around and back-references are errors';
const one = (key: string): Check => ({
  native: key,
  operands: (args) => [args.value('value')],
  keys: (args) => ({ [key]: args.value('value') }),
});
const list = (key: string, wrap: (values: readonly unknown[]) => unknown = (values) => values): Check => ({
  native: key,
  operands: (args) => args.list('value'),
  keys: (args) => ({ [key]: wrap(args.list('value')) }),
});
const pattern = (make: (text: string) => string, note?: string): Check => ({
  native: 'pattern',
  ...(note !== undefined && { note }),
  keys: (args) => ({ pattern: make(args.text('value') ?? '') }),
});

const CHECKS: Readonly<Record<string, Check>> = {
  equal_to: list('in'),
  not_equal_to: list('not_in'),
  greater_than: one('exclusive_min'),
  greater_than_or_equal_to: one('min'),
  less_than: one('exclusive_max'),
  less_than_or_equal_to: one('max'),
  in_range: {
    native: 'min, max, exclusive_min, exclusive_max',
    operands: (args) => [args.value('min_value'), args.value('max_value')],
    keys: (args) =>
      valueBounds({
        min: args.value('min_value'),
        max: args.value('max_value'),
        exclusiveMin: args.boolean('include_min') === false,
        exclusiveMax: args.boolean('include_max') === false,
      }),
  },
  isin: list('in'),
  notin: list('not_in'),
  unique_values_eq: list('set', (values) => ({ equals: values })),
  str_matches: pattern(fromStart, PREFIX),
  str_contains: pattern(searched, 'found anywhere in the value, as RE2'),
  str_startswith: pattern((text) => fromStart(escaped(text))),
  str_endswith: pattern((text) => `[\\s\\S]*${escaped(text)}`),
  str_length: {
    native: 'min_length, max_length',
    keys: (args) => {
      const exact = args.value('exact_value');
      return {
        ...((args.has('min_value') || exact !== undefined) && { min_length: exact ?? args.value('min_value') }),
        ...((args.has('max_value') || exact !== undefined) && { max_length: exact ?? args.value('max_value') }),
      };
    },
  },
};

const ARGUMENTS = ['value', 'min_value', 'max_value', 'include_min', 'include_max', 'exact_value', 'options'];
const SCHEMA_KEYS = [
  'schema_type',
  'version',
  'columns',
  'checks',
  'index',
  'dtype',
  'coerce',
  'strict',
  'name',
  'ordered',
  'unique',
  'report_duplicates',
  'unique_column_names',
  'add_missing_columns',
  'title',
  'description',
  'metadata',
  'parsers',
  'drop_invalid_rows',
];
const COLUMN_KEYS = [
  'title',
  'description',
  'dtype',
  'nullable',
  'checks',
  'unique',
  'coerce',
  'required',
  'regex',
  'default',
  'metadata',
  'parsers',
  'report_duplicates',
  'drop_invalid_rows',
  'name',
];

export const PANDERA_SUPPORT: readonly Support[] = [
  { rule: 'dtype', native: 'type', note: 'the logical type: `int64` and `Int8` ask for integers' },
  { rule: 'nullable', native: 'required', note: 'false where it is not stated, as in pandera' },
  { rule: 'required: false', native: 'optional' },
  { rule: 'unique', native: 'unique', note: 'we count rows beyond the first; missing values are no repetition here' },
  { rule: 'unique of the schema', native: 'unique', note: 'rows with a missing part are left out' },
  { rule: 'strict: true', native: 'extra_columns: fail' },
  { rule: 'coerce', native: 'type', note: 'values must be written as the type; nothing is coerced' },
  ...Object.entries(CHECKS).map(([rule, { native, note }]) => ({ rule, native, ...(note !== undefined && { note }) })),
  {
    rule: 'index, checks of the schema, regex columns, parsers, ordered, default',
    native: null,
    note: 'a file has no index; the others have no native rule',
  },
  { rule: 'ignore_na: false', native: null, note: 'missing values are judged by `nullable` alone' },
];

/** Translates a pandera schema (YAML). */
export function importPandera(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  const schema = entriesOf(reading, reading.top, SCHEMA_KEYS);
  if (schema.text('schema_type') !== 'dataframe')
    draft.refuse(schema.at('schema_type'), 'schema_type', 'only dataframe is read');
  const columns = schema.below('columns');
  for (const name of columns?.keys() ?? []) if (columns) column(draft, name, columns.at(name));
  const unsupported = ['index', 'checks', 'parsers', 'ordered', 'dtype', 'drop_invalid_rows', 'add_missing_columns'];
  for (const key of unsupported)
    if (isSet(schema.value(key))) draft.refuse(schema.at(key), key, 'it has no native rule');
  if (schema.value('strict') === true) draft.top('extra_columns', 'fail', schema.at('strict').line);
  else if (schema.has('strict') && schema.value('strict') !== false)
    draft.refuse(schema.at('strict'), 'strict', 'filtering changes the data');
  if (schema.texts('unique').length > 0)
    draft.check('unique', { columns: schema.texts('unique') }, schema.at('unique').line);
  return draft.finish();
}

const isSet = (value: unknown): boolean =>
  value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);

function column(draft: Draft, name: string, spot: Spot): void {
  const keys = entriesOf(draft.reading, spot, COLUMN_KEYS);
  draft.column(name, spot.line);
  const dtype = keys.text('dtype');
  const type = dtype === undefined ? undefined : logicalType(dtype.replace(/^string\[.*\]$/, 'string'));
  if (type !== undefined) draft.about(name, 'type', type, keys.at('dtype').line);
  else if (dtype !== undefined) draft.refuse(keys.at('dtype'), 'dtype', 'it means no logical type', name);
  if (keys.boolean('nullable') !== true) draft.about(name, 'required', true, keys.at('nullable').line);
  if (keys.boolean('required') === false) draft.about(name, 'optional', true, keys.at('required').line);
  if (keys.boolean('unique')) draft.about(name, 'unique', true, keys.at('unique').line);
  for (const key of ['regex', 'parsers', 'default', 'drop_invalid_rows'])
    if (isSet(keys.value(key))) draft.refuse(keys.at(key), key, 'it has no native rule', name);
  for (const { rule, at } of checksOf(draft.reading, keys)) check(draft, name, rule, at);
}

/** `checks` is a mapping by name, or a list whose `options.check_name` names them. */
function checksOf(reading: Reading, keys: Entries): readonly { rule: string; at: Spot }[] {
  if (!keys.has('checks')) return [];
  if (!Array.isArray(keys.value('checks'))) {
    const checks = keys.below('checks');
    return (checks?.keys() ?? []).map((rule) => ({ rule, at: checks?.at(rule) ?? keys.spot }));
  }
  return keys
    .items('checks')
    .map((at) => ({ at, rule: entriesOf(reading, at).below('options')?.text('check_name') ?? '' }));
}

function check(draft: Draft, name: string, rule: string, at: Spot): void {
  const found = Object.hasOwn(CHECKS, rule) ? CHECKS[rule] : undefined;
  if (!found) {
    draft.unknown(at, rule, Object.keys(CHECKS), name);
    return;
  }
  const isBare = !isMap(at.node);
  const args = isBare ? bare(draft.reading, at) : entriesOf(draft.reading, at, ARGUMENTS);
  const options = args.below('options', ['check_name', 'raise_warning', 'ignore_na']);
  if (options?.boolean('ignore_na') === false)
    draft.refuse(at, 'ignore_na', 'missing values are judged by `nullable`', name);
  draft.hint(name, found.operands?.(args) ?? [], at.line);
  if (found.native.includes('pattern') || found.native.includes('length')) draft.about(name, 'type', 'string', at.line);
  draft.rule(name, found.keys(args), options?.boolean('raise_warning') ? { severity: 'warn' } : {}, at.line);
}

/** `greater_than: 0` is the argument `value`. */
function bare(reading: Reading, at: Spot): Entries {
  const entries = entriesOf(reading, { ...at, node: null });
  const value = plain(reading, at);
  return {
    ...entries,
    has: (key) => key === 'value',
    value: (key) => (key === 'value' ? value : undefined),
    text: (key) => (key === 'value' && typeof value === 'string' ? value : undefined),
    list: (key) => (key !== 'value' ? [] : Array.isArray(value) ? value : [value]),
  };
}
