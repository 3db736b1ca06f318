import { keySupport } from '../vocabulary.ts';
import type { Support } from '../words.ts';
import { CHECKS } from './checks.ts';
import { VOCABULARIES } from './keys.ts';

export const PANDERA_SUPPORT: readonly Support[] = [
  { rule: 'dtype', native: 'type', note: 'the logical type: `int64` and `Int8` ask for integers' },
  { rule: 'nullable', native: 'required', note: 'false where it is not stated, as in pandera' },
  { rule: 'required: false', native: 'optional' },
  {
    rule: 'unique',
    native: 'unique, of a nullable column duplicate_rows',
    note: 'we count rows beyond the first; missing values repeat each other, as in pandera',
  },
  { rule: 'unique of the schema', native: 'duplicate_rows', note: 'missing values repeat each other, as in pandera' },
  { rule: 'strict: true', native: 'extra_columns: fail' },
  ...Object.entries(CHECKS).map(([rule, { native, note }]) => ({ rule, native, ...(note !== undefined && { note }) })),
  { rule: 'raise_warning', native: 'severity: warn' },
  ...keySupport(VOCABULARIES),
];
