import { keySupport } from '../vocabulary.ts';
import type { Support } from '../words.ts';
import { OPTIONS, VOCABULARIES } from './keys.ts';
import { NESTED_TYPES } from './nested.ts';
import { FORMATS } from './option.ts';
import { OPEN, TAGS } from './personal.ts';
import { TYPES } from './property.ts';
import { SEVERITY } from './quality.ts';
import { PROMISES } from './service-level.ts';

export const ODCS_SUPPORT: readonly Support[] = [
  { rule: `logicalType ${TYPES.join(', ')}`, native: 'type' },
  {
    rule: 'physicalType',
    native: 'physical_type',
    note: 'in names of SQL, Spark, BigQuery or Arrow, where the store of the data states its types; what nobody can judge is told as not judged and decides nothing: types of CSV and JSON, lengths of text in Parquet, names of other systems',
  },
  {
    rule: 'logicalType array of such a type; vector (3.2)',
    native: 'type: a list',
    note: 'such as string[], number[768]',
  },
  {
    rule: 'logicalType object, map, array of these; properties, map, items',
    native: 'json_schema',
    note: `of each cell, in any depth, with their options: ${NESTED_TYPES.join(', ')}; fields, and items with fields or options, may be null unless they are required; numbers in a cell are those of JSON, doubles`,
  },
  { rule: 'logicalType time of a cell', native: null, note: 'no native type yet' },
  {
    rule: 'required, unique',
    native: 'required, unique',
    note: 'a column must be there even when it is not required; its values may be missing',
  },
  { rule: 'primaryKey, primaryKeyPosition', native: 'key' },
  {
    rule: 'classification',
    native: 'pii: true',
    note: `its values are never shown; ${OPEN.join(', ')}: nothing`,
  },
  {
    rule: `tags of a property with the words ${TAGS.join(', ')}`,
    native: 'pii: true',
    note: 'other tags say nothing about values',
  },
  { rule: 'enum (3.2)', native: 'in' },
  ...Object.entries(OPTIONS).map(([rule, native]) => ({
    rule: `logicalTypeOptions.${rule}`,
    native,
    ...(rule.startsWith('exclusive') && { note: 'a value, or true beside the bound as in 3.0' }),
  })),
  {
    rule: 'logicalTypeOptions.pattern',
    native: 'pattern',
    note: 'found anywhere in the value (ECMA-262), as RE2: look-around and back-references are errors',
  },
  { rule: `logicalTypeOptions.format ${Object.keys(FORMATS).join(', ')}`, native: 'format' },
  { rule: 'logicalTypeOptions.format i8 to i64, u8 to u64 of an integer', native: 'min, max' },
  { rule: 'logicalTypeOptions.format f32, f64 of a number', native: 'nothing', note: 'they hold every number' },
  {
    rule: 'logicalTypeOptions.format of a date or timestamp',
    native: 'nothing',
    note: 'ISO 8601 is what these types are; other formats are errors',
  },
  { rule: 'quality nullValues', native: 'nulls' },
  { rule: 'quality missingValues', native: 'expr', note: 'null and the listed values' },
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
  { rule: `severity ${SEVERITY.fail.join(', ')}`, native: 'severity: fail' },
  { rule: `severity ${SEVERITY.warn.join(', ')}`, native: 'severity: warn' },
  { rule: `severity ${SEVERITY.info.join(', ')}`, native: 'severity: info', note: 'another word is an error' },
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
  { rule: 'relationships', native: 'refers', note: 'the other table must be an input of that name' },
  { rule: 'slaProperties freshness', native: 'fresh', note: 'also as P1D; of another object of the contract: nothing' },
  {
    rule: 'slaProperties retention of an element',
    native: 'expr',
    note: 'also as P1Y; a year has 365 days and a month 30, as in datacontract-cli',
  },
  {
    rule: `slaProperties ${PROMISES.join(', ')}; retention without an element`,
    native: 'nothing',
    note: 'promises about the service; another property is an error',
  },
  ...keySupport(VOCABULARIES),
];
