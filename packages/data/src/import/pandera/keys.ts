import type { Vocabulary } from '../vocabulary.ts';
import { CHECKS } from './checks.ts';

const COERCE = 'values are read by their type anyway; one that is not written as the type fails';
const CHANGES = 'it would change the data';
const DESCRIBED = ['title', 'description', 'metadata', 'name', 'report_duplicates'];

export const SCHEMA: Vocabulary = {
  of: 'a schema',
  read: ['schema_type', 'columns', 'strict', 'unique'],
  notes: [...DESCRIBED, 'version', 'api', 'dataframe_library'],
  settled: { coerce: COERCE, unique_column_names: 'a column that appears twice is an error of its own' },
  untranslated: {
    checks: { why: 'checks of the whole frame have no native rule', harmless: [[]] },
    index: { why: 'a file has no index', harmless: [[]] },
    multiindex: { why: 'a file has no index' },
    dtype: { why: 'state the type at each column' },
    ordered: { why: 'the order of columns is not checked', harmless: [false] },
    parsers: { why: CHANGES, harmless: [[]] },
    add_missing_columns: { why: CHANGES, harmless: [false] },
    drop_invalid_rows: { why: CHANGES, harmless: [false] },
  },
};

export const COLUMN: Vocabulary = {
  of: 'a column',
  read: ['dtype', 'nullable', 'required', 'unique', 'checks', ...Object.keys(CHECKS)],
  notes: DESCRIBED,
  settled: { coerce: COERCE },
  untranslated: {
    regex: { why: 'name each column', harmless: [false] },
    default: { why: CHANGES },
    parsers: { why: CHANGES, harmless: [[]] },
    drop_invalid_rows: { why: CHANGES, harmless: [false] },
  },
};

/** What every check may carry, beside its arguments or under `options`. */
export const OPTIONS: Vocabulary = {
  of: "a check's options",
  read: ['check_name', 'raise_warning'],
  notes: ['name', 'error', 'title', 'description', 'n_failure_cases'],
  untranslated: {
    ignore_na: { why: 'missing values are judged by `nullable`', harmless: [true] },
    groupby: { why: 'it hands groups to a function; state `by` in a native contract' },
    groups: { why: 'it hands groups to a function; state `by` in a native contract' },
  },
};

export const VOCABULARIES = [SCHEMA, COLUMN, OPTIONS];
