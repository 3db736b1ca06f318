import type { Comparison } from '../limits.ts';
import type { Vocabulary } from '../vocabulary.ts';

const CLOUD = ['attributes', 'qualifier', 'description'];
const SCOPE = { scope: { why: 'scopes are run one by one by Soda' } };

export const CONTRACT: Vocabulary = {
  of: 'a contract',
  read: ['columns', 'checks', 'filter'],
  notes: ['dataset', 'description', 'name', 'owner', 'attributes', 'data_source', 'soda_runner', 'soda_agent'],
  settled: { variables: 'one that is used is an error: they are filled in when Soda runs' },
  untranslated: { scopes: SCOPE.scope },
};

/** Criteria of `invalid` that are one native key. */
export const INVALID: Readonly<Record<string, string>> = {
  valid_values: 'in',
  invalid_values: 'not_in',
  valid_min: 'min',
  valid_max: 'max',
  valid_min_length: 'min_length',
  valid_max_length: 'max_length',
};
const INVALID_MORE = ['valid_length', 'valid_format', 'invalid_format', 'valid_reference_data'];
const IN_CHECK = { why: 'write it in the check' };
const STORAGE = { why: 'it is about the storage of the producer' };

export const COLUMN: Vocabulary = {
  of: 'a column',
  read: ['name', 'data_type', 'character_maximum_length', 'optional', 'checks', 'missing_values'],
  notes: ['description', 'attributes'],
  untranslated: {
    column_expression: { why: 'write `expr` in a native contract' },
    missing_format: IN_CHECK,
    numeric_precision: STORAGE,
    numeric_scale: STORAGE,
    datetime_precision: STORAGE,
    ...Object.fromEntries([...Object.keys(INVALID), ...INVALID_MORE].map((key) => [key, IN_CHECK])),
  },
};

export const OPERATORS: Readonly<Record<string, Comparison['operator']>> = {
  must_be: 'is',
  must_not_be: 'not',
  must_be_greater_than: '>',
  must_be_greater_than_or_equal: '>=',
  must_be_less_than: '<',
  must_be_less_than_or_equal: '<=',
};
const COMPARED = [...Object.keys(OPERATORS), 'must_be_between', 'level'];
const OUTSIDE = { must_be_not_between: { why: 'a limit on what fails goes upwards from 0' } };

export const THRESHOLD: Vocabulary = {
  of: 'a threshold',
  read: [...COMPARED, 'metric', 'additional'],
  untranslated: OUTSIDE,
};
export const FRESHNESS: Vocabulary = {
  of: 'a threshold of freshness',
  read: [...COMPARED, 'unit', 'additional'],
  untranslated: OUTSIDE,
};
export const ADDITIONAL: Vocabulary = { of: 'a second threshold', read: COMPARED, untranslated: OUTSIDE };
export const BETWEEN: Vocabulary = {
  of: 'must_be_between',
  read: ['greater_than', 'greater_than_or_equal', 'less_than', 'less_than_or_equal'],
};

export const FORMAT: Vocabulary = { of: 'a format', read: ['regex'], notes: ['name'] };

const DATABASE = 'for a store of failing rows';

/** The keys of a check beside `threshold`, `filter` and what is for Soda Cloud. */
const OWN: Readonly<Record<string, Partial<Vocabulary>>> = {
  missing: { read: ['missing_values', 'missing_format'] },
  invalid: {
    read: [...Object.keys(INVALID), 'valid_length', 'valid_format', 'invalid_format'],
    untranslated: { valid_reference_data: { why: 'write `refers` in a native contract' } },
  },
  duplicate: { read: ['columns'] },
  aggregate: { read: ['function'] },
  failed_rows: {
    read: ['expression', 'query', 'name'],
    untranslated: {
      rows_tested_query: { why: 'the share of a query has no native rule' },
      keys_query: { why: DATABASE },
      key_column_mapping: { why: DATABASE },
    },
  },
  schema: {
    read: ['allow_extra_columns'],
    settled: { allow_other_column_order: 'the order of columns is not checked' },
    untranslated: { filter: { why: 'columns do not depend on rows' } },
  },
  row_count: {},
  freshness: { read: ['column'] },
};

/** Checks by name. */
export const CHECKS: Readonly<Record<string, Vocabulary>> = Object.fromEntries(
  Object.entries(OWN).map(([of, { read = [], settled = {}, untranslated = {} }]) => [
    of,
    {
      of: `the check ${of}`,
      read: [...read, 'threshold', ...('filter' in untranslated ? [] : ['filter'])],
      notes: read.includes('name') ? CLOUD : [...CLOUD, 'name'],
      settled,
      untranslated: { ...SCOPE, ...untranslated },
    },
  ]),
);

export const VOCABULARIES = [
  CONTRACT,
  COLUMN,
  THRESHOLD,
  FRESHNESS,
  ADDITIONAL,
  BETWEEN,
  FORMAT,
  ...Object.values(CHECKS),
];
