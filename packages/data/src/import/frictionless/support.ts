import { keySupport } from '../vocabulary.ts';
import type { Support } from '../words.ts';
import { VOCABULARIES } from './keys.ts';
import { CELLS, TYPES } from './types.ts';

export const FRICTIONLESS_SUPPORT: readonly Support[] = [
  ...Object.entries(TYPES).map(([type, keys]) => ({
    rule: `type ${type}`,
    native: Object.keys(keys).join(', ') || 'a column',
    ...(type === 'boolean' && {
      note: '`true` and `false`; `1` and `0` only where `trueValues` and `falseValues` list them',
    }),
  })),
  { rule: `type ${CELLS.join(', ')}; constraint jsonSchema`, native: 'checks: json_schema' },
  { rule: 'types list, geopoint, geojson, duration', native: null, note: 'no native type' },
  { rule: 'format of a date or datetime', native: 'date_format' },
  { rule: 'format email, uuid, uri', native: 'format, pattern' },
  { rule: 'format binary', native: null, note: 'base64 is not checked' },
  { rule: 'trueValues, falseValues', native: 'in' },
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
  { rule: 'dialect delimiter, header, nullSequence, skipInitialSpace', native: 'read: csv' },
  { rule: 'bytes, rows of a resource', native: 'checks: files, rows' },
  ...keySupport(VOCABULARIES),
];
