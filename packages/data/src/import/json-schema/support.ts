import { keySupport } from '../vocabulary.ts';
import type { Support } from '../words.ts';
import { FORMATS, KEYS, VOCABULARIES } from './keys.ts';

export const JSON_SCHEMA_SUPPORT: readonly Support[] = [
  { rule: 'type string, number, boolean', native: 'type' },
  { rule: 'type integer', native: 'type', note: '1.0 is an integer to JSON Schema and none here' },
  { rule: 'type array with items of one such type', native: 'type: a list' },
  { rule: 'type null with another type', native: 'type', note: 'the value may be missing' },
  {
    rule: 'type object below the top; array of anything but a type of a cell',
    native: null,
    note: 'only flat objects are read',
  },
  {
    rule: 'required',
    native: 'required',
    note: 'together with a nullable type it is an error: null and an absent key are the same to us',
  },
  { rule: 'not required', native: 'optional', note: 'so null is accepted there as an absent key is' },
  { rule: 'additionalProperties: false', native: 'extra_columns: fail' },
  { rule: 'enum, const', native: 'in' },
  ...Object.entries(KEYS).map(([rule, native]) => ({ rule, native })),
  {
    rule: 'pattern',
    native: 'pattern',
    note: 'found anywhere in the value (ECMA-262), as RE2: look-around and back-references are errors',
  },
  {
    rule: `format ${Object.keys(FORMATS).join(', ')}`,
    native: 'format',
    note: 'asserted, not only annotated; other formats are errors',
  },
  ...keySupport(VOCABULARIES),
];
