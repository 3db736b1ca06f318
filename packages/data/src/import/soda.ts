import type { Reading, Spot } from '../contract/reading.ts';
import { type Choice, type Draft, draftOf, type Imported, type Modifiers } from './draft.ts';
import { logicalType } from './expectations.ts';
import { type Comparison, comparisonOf, intervalsOf, limitOf } from './limits.ts';
import { type Entries, entriesOf } from './values.ts';
import { type Support, searched } from './words.ts';

const TOP_KEYS = [
  'dataset',
  'columns',
  'checks',
  'variables',
  'description',
  'owner',
  'attributes',
  'data_source',
  'name',
];
const COLUMN_KEYS = [
  'name',
  'data_type',
  'character_maximum_length',
  'optional',
  'checks',
  'description',
  'attributes',
  'missing_values',
];
const CHECK_KEYS = ['threshold', 'name', 'qualifier', 'attributes', 'filter', 'description', 'id'];
const WORDS: Readonly<Record<string, Comparison['operator']>> = {
  must_be: 'is',
  must_not_be: 'not',
  must_be_greater_than: '>',
  must_be_greater_than_or_equal: '>=',
  must_be_less_than: '<',
  must_be_less_than_or_equal: '<=',
};
const INVALID: Readonly<Record<string, string>> = {
  valid_values: 'in',
  invalid_values: 'not_in',
  valid_min: 'min',
  valid_max: 'max',
  valid_min_length: 'min_length',
  valid_max_length: 'max_length',
};
const AGGREGATES: Readonly<Record<string, string>> = {
  avg: 'mean',
  sum: 'sum',
  min: 'min_value',
  max: 'max_value',
  stddev: 'std',
};
const CHECKS = [
  'missing',
  'invalid',
  'duplicate',
  'aggregate',
  'failed_rows',
  'schema',
  'row_count',
  'freshness',
  'metric',
];

export const SODA_SUPPORT: readonly Support[] = [
  {
    rule: 'data_type',
    native: 'type',
    note: 'as the logical type of the values, whether or not the `schema` check is on',
  },
  { rule: 'optional', native: 'optional' },
  {
    rule: 'schema',
    native: 'extra_columns: fail',
    note: 'unless allow_extra_columns; the order of columns is not checked',
  },
  { rule: 'missing', native: 'nulls' },
  ...Object.entries(INVALID).map(([rule, native]) => ({ rule: `invalid: ${rule}`, native })),
  {
    rule: 'invalid: valid_format',
    native: 'pattern',
    note: 'found anywhere in the value, as RE2; a percentage is of the values present, in Soda of all rows',
  },
  {
    rule: 'invalid: valid_reference_data, valid_length; several of them in one check',
    native: null,
    note: 'write one check each',
  },
  {
    rule: 'duplicate',
    native: 'unique',
    note: 'rows beyond the first of each value; as a percentage of the values present',
  },
  ...Object.entries(AGGREGATES).map(([name, native]) => ({ rule: `aggregate: ${name}`, native })),
  { rule: 'aggregate: others', native: null, note: 'no native rule' },
  { rule: 'row_count', native: 'rows', note: 'at least one row where no threshold is stated' },
  { rule: 'freshness', native: 'fresh' },
  {
    rule: 'failed_rows: expression, query',
    native: 'expr, sql',
    note: 'SQL of DuckDB; the expression describes rows that fail',
  },
  { rule: 'metric', native: null, note: 'write `sql` in a native contract' },
  { rule: 'filter of a check', native: 'where' },
  { rule: 'filter of the dataset, variables', native: null, note: 'they are filled in when Soda runs' },
  {
    rule: 'threshold must_not_be, must_be_not_between',
    native: null,
    note: 'a limit on what fails goes upwards from 0',
  },
];

/** Translates a contract of Soda v4 (YAML). */
export function importSoda(reading: Reading, choice: Choice): Imported {
  const draft = draftOf(reading, choice);
  const top = entriesOf(reading, reading.top, [...TOP_KEYS, 'filter']);
  for (const key of ['filter', 'variables'])
    if (top.has(key)) draft.refuse(top.at(key), key, 'it is filled in when Soda runs');
  for (const spot of top.items('columns')) column(draft, entriesOf(reading, spot, COLUMN_KEYS));
  for (const spot of top.items('checks')) check(draft, spot, undefined);
  return draft.finish();
}

function column(draft: Draft, keys: Entries): void {
  const name = keys.text('name') ?? '';
  draft.column(name, keys.line);
  const dataType = keys.text('data_type');
  const type = dataType === undefined ? undefined : logicalType(dataType);
  if (type !== undefined) draft.about(name, 'type', type, keys.at('data_type').line);
  else if (dataType !== undefined) draft.refuse(keys.at('data_type'), 'data_type', 'it means no logical type', name);
  if (keys.boolean('optional')) draft.about(name, 'optional', true, keys.at('optional').line);
  if (keys.has('missing_values'))
    draft.about(name, 'missing', keys.list('missing_values'), keys.at('missing_values').line);
  if (keys.has('character_maximum_length'))
    draft.rule(
      name,
      { max_length: keys.number('character_maximum_length') },
      {},
      keys.at('character_maximum_length').line,
    );
  for (const spot of keys.items('checks')) check(draft, spot, name);
}

interface Asked {
  readonly draft: Draft;
  readonly rule: string;
  readonly column: string | undefined;
  readonly spot: Spot;
  readonly line: number;
  readonly modifiers: Modifiers;
  readonly threshold: Comparison | undefined;
  readonly unit: 'rows' | 'percent';
}

const EXTRA: Readonly<Record<string, readonly string[]>> = {
  invalid: [...Object.keys(INVALID), 'valid_format'],
  duplicate: ['columns'],
  aggregate: ['function'],
  failed_rows: ['expression', 'query'],
  schema: ['allow_extra_columns', 'allow_other_column_order'],
  freshness: ['column', 'unit'],
};

function check(draft: Draft, spot: Spot, column: string | undefined): void {
  const outer = entriesOf(draft.reading, spot);
  for (const rule of outer.keys()) {
    const at = outer.at(rule);
    if (!CHECKS.includes(rule)) draft.unknown(at, rule, CHECKS, column);
    else if (rule === 'metric') draft.refuse(at, rule, 'write `sql` in a native contract', column);
    else translate(draft, entriesOf(draft.reading, at, [...CHECK_KEYS, ...(EXTRA[rule] ?? [])]), rule, column);
  }
}

function translate(draft: Draft, keys: Entries, rule: string, column: string | undefined): void {
  const limits = keys.below('threshold', [
    ...Object.keys(WORDS),
    'must_be_between',
    'must_be_not_between',
    'metric',
    'level',
  ]);
  const threshold = limits && comparison(limits);
  const refused = limits?.keys().find((key) => /^must_be_not|^must_not/.test(key));
  const modifiers = {
    ...(limits?.text('level') === 'warn' && { severity: 'warn' as const }),
    ...(keys.has('filter') && { where: keys.text('filter') ?? '' }),
  };
  const unit = limits?.text('metric') === 'percent' ? ('percent' as const) : ('rows' as const);
  const asked = { draft, rule, column, spot: keys.spot, line: keys.line, modifiers, threshold, unit };
  if (refused !== undefined) refuse(asked, `${refused} is no limit`);
  else TRANSLATE[rule]?.(asked, keys);
}

function comparison(limits: Entries): Comparison | undefined {
  const between = limits.below('must_be_between', ['greater_than_or_equal', 'less_than_or_equal']);
  if (!between) return comparisonOf(limits, WORDS);
  return {
    operator: 'between',
    key: 'must_be_between',
    value: [between.number('greater_than_or_equal') ?? null, between.number('less_than_or_equal') ?? null],
  };
}

const refuse = ({ draft, spot, rule, column }: Asked, why: string): void => draft.refuse(spot, rule, why, column);

/** The threshold as a limit, 0 where none is stated. */
function limited(asked: Asked, then: (failing: string | number) => void): void {
  const failing = asked.threshold ? limitOf(asked.threshold, asked.unit) : 0;
  if (failing === undefined) refuse(asked, 'its threshold is no limit from 0 upwards');
  else then(failing);
}

const TRANSLATE: Readonly<Record<string, (asked: Asked, keys: Entries) => void>> = {
  missing: (asked) =>
    limited(asked, (nulls) => asked.draft.rule(asked.column ?? '', { nulls }, asked.modifiers, asked.line)),
  invalid,
  duplicate: (asked, keys) =>
    limited(asked, (failing) => {
      const { draft, column, modifiers, line } = asked;
      if (column !== undefined) draft.rule(column, { unique: failing }, modifiers, line);
      else draft.check('unique', { columns: keys.texts('columns'), failing, ...modifiers }, line);
    }),
  aggregate: (asked, keys) => {
    const { draft, column = '', modifiers, line, threshold } = asked;
    const native = AGGREGATES[keys.text('function') ?? ''];
    const found = threshold && intervalsOf(threshold);
    if (native === undefined || !found) refuse(asked, 'no native rule for its function or threshold');
    else for (const interval of found) draft.rule(column, { [native]: interval }, modifiers, line);
  },
  failed_rows: (asked, keys) =>
    limited(asked, (failing) => {
      const { draft, modifiers, line, rule } = asked;
      const [expression, query, name] = [
        keys.text('expression'),
        keys.text('query'),
        keys.text('name') ?? `${rule} ${line}`,
      ];
      if (expression !== undefined)
        draft.check('expr', { name, sql: `NOT coalesce((${expression}), false)`, failing, ...modifiers }, line);
      else draft.check('sql', { name, query, rows: failing, ...modifiers }, line);
    }),
  schema: ({ draft, line }, keys) => {
    if (!keys.boolean('allow_extra_columns')) draft.top('extra_columns', 'fail', line);
  },
  row_count: (asked) => {
    const { draft, modifiers, line, threshold } = asked;
    const found = threshold ? intervalsOf(threshold) : ['>= 1'];
    if (!found) refuse(asked, 'its threshold is no interval');
    for (const between of found ?? []) draft.check('rows', { between, ...modifiers }, line);
  },
  freshness: (asked, keys) => {
    const { draft, modifiers, line, threshold } = asked;
    const unit = { minute: 'm', hour: 'h', day: 'd' }[keys.text('unit') ?? 'hour'];
    if (unit === undefined || !threshold || !['<', '<='].includes(threshold.operator))
      refuse(asked, 'its threshold is no longest age');
    else draft.check('fresh', { column: keys.text('column'), within: `${threshold.value}${unit}`, ...modifiers }, line);
  },
};

function invalid(asked: Asked, keys: Entries): void {
  const { draft, column = '', modifiers, line } = asked;
  const stated = Object.keys(INVALID).filter((key) => keys.has(key));
  const regex = keys.below('valid_format', ['regex', 'name'])?.text('regex');
  const asks: Record<string, unknown> = { ...(regex !== undefined && { pattern: searched(regex) }) };
  for (const key of stated) asks[INVALID[key] ?? key] = key.endsWith('values') ? keys.list(key) : keys.value(key);
  const groups = new Set(Object.keys(asks).map((key) => key.replace(/^(min|max)/, '')));
  if (groups.size !== 1) refuse(asked, 'it asks several things, or nothing: write one check each');
  else
    limited(asked, (failing) => {
      draft.hint(
        column,
        regex === undefined && !stated[0]?.endsWith('length') ? stated.flatMap((key) => keys.list(key)) : ['text'],
        line,
      );
      draft.rule(column, asks, { failing, ...modifiers }, line);
    });
}
