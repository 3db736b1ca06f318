import { keySupport } from '../vocabulary.ts';
import type { Support } from '../words.ts';
import { AGGREGATES } from './check.ts';
import { INVALID, VOCABULARIES } from './keys.ts';

export const SODA_SUPPORT: readonly Support[] = [
  {
    rule: 'data_type',
    native: 'type',
    note: 'as the logical type of the values, whether or not the `schema` check is on',
  },
  { rule: 'character_maximum_length', native: 'max_length' },
  { rule: 'optional', native: 'optional' },
  { rule: 'missing_values of a column', native: 'missing' },
  {
    rule: 'schema',
    native: 'extra_columns: fail',
    note: 'unless allow_extra_columns; the order of columns is not checked',
  },
  { rule: 'missing', native: 'nulls', note: 'with missing_values or missing_format: expr' },
  ...Object.entries(INVALID).map(([rule, native]) => ({ rule: `invalid: ${rule}`, native })),
  { rule: 'invalid: valid_length', native: 'min_length, max_length' },
  {
    rule: 'invalid: valid_format, invalid_format',
    native: 'pattern, not_pattern',
    note: 'found anywhere in the value, as RE2',
  },
  { rule: 'invalid: a threshold in percent', native: 'failing', note: 'of the values present, in Soda of all rows' },
  { rule: 'invalid: several criteria with a tolerance', native: null, note: 'write one check each' },
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
  { rule: 'filter of a check, of the dataset', native: 'where' },
  { rule: '${...}', native: null, note: 'variables are filled in when Soda runs' },
  { rule: 'threshold level, additional', native: 'severity', note: 'two thresholds are two rules' },
  {
    rule: 'threshold must_not_be',
    native: null,
    note: 'a limit on what fails goes upwards from 0',
  },
  ...keySupport(VOCABULARIES),
];
