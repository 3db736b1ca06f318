import type { Vocabulary } from '../vocabulary.ts';

/** The configuration of a test (dbt manifest v12, `TestConfig`). */
export const CONFIG: Vocabulary = {
  of: "a test's config",
  read: ['enabled', 'severity', 'where', 'warn_if', 'error_if'],
  notes: [
    'alias',
    'schema',
    'database',
    'tags',
    'meta',
    'group',
    'materialized',
    'store_failures',
    'store_failures_as',
  ],
  untranslated: {
    limit: { why: 'it stops the counting of failing rows' },
    fail_calc: { why: 'it is SQL of the warehouse', harmless: ['count(*)'] },
  },
};

/** What a manifest says of a test; it is dbt's own making (v12, `GenericTest`), so that nothing is misspelt here. */
export const METADATA: Vocabulary = { of: "a test's metadata", read: ['name', 'namespace', 'kwargs'] };

/** A column of a model (v12, `ColumnInfo`). */
export const COLUMN: Vocabulary = {
  of: 'a column of a model',
  read: ['data_type', 'constraints'],
  notes: ['name', 'description', 'meta', 'quote', 'config', 'tags', 'granularity', 'doc_blocks'],
};
export const CONSTRAINT: Vocabulary = {
  of: 'a constraint',
  read: ['type'],
  notes: ['name', 'warn_unenforced', 'warn_unsupported'],
  untranslated: {
    expression: { why: 'it is SQL of the warehouse' },
    to: { why: 'write a relationships test' },
    to_columns: { why: 'write a relationships test', harmless: [[]] },
  },
};

export const VOCABULARIES = [CONFIG, METADATA, COLUMN, CONSTRAINT];
