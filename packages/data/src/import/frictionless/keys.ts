import type { Vocabulary } from '../vocabulary.ts';

const DESCRIBED = ['$schema', 'title', 'description', 'homepage', 'sources', 'licenses'];

/** A Data Package (v1, v2). */
export const PACKAGE: Vocabulary = {
  of: 'a package',
  read: ['resources'],
  notes: [...DESCRIBED, 'name', 'id', 'profile', 'version', 'created', 'contributors', 'keywords', 'image'],
};

const FILES = ['csv', 'tsv', 'json', 'jsonl', 'ndjson', 'parquet'];
const BY_NAME = 'files are read by their names';

/** A Data Resource (v1, v2), with what frictionless-py adds. */
export const RESOURCE: Vocabulary = {
  of: 'a resource',
  read: ['name', 'path', 'schema', 'dialect', 'bytes', 'rows'],
  notes: [...DESCRIBED, 'profile', 'mediatype'],
  untranslated: {
    data: { why: 'rows in the file itself are not read' },
    hash: { why: 'write `files` with `sums` in a native contract' },
    type: { why: 'only tables are read', harmless: ['table'] },
    format: { why: BY_NAME, harmless: FILES },
    compression: { why: BY_NAME, harmless: ['gz', 'zst'] },
    encoding: {
      why: 'text is read as UTF-8',
      harmless: ['utf-8', 'UTF-8', 'utf8', 'UTF8', 'utf-8-sig', 'ascii', 'us-ascii'],
    },
    scheme: { why: 'files are read from the workspace', harmless: ['file'] },
    extrapaths: { why: 'list all files in `path`', harmless: [[]] },
    innerpath: { why: 'archives of several files are not read' },
    fields: { why: 'name the fields and set `fieldsMatch`' },
  },
};

/** A Table Schema (v1, v2). */
export const SCHEMA: Vocabulary = {
  of: 'a schema',
  read: ['fields', 'fieldsMatch', 'primaryKey', 'uniqueKeys', 'foreignKeys', 'missingValues'],
  notes: ['$schema', 'name', 'title', 'description'],
};
export const FOREIGN_KEY: Vocabulary = { of: 'a foreign key', read: ['fields', 'reference'] };
export const REFERENCE: Vocabulary = { of: 'a reference', read: ['resource', 'fields'] };

const POINT = 'numbers are written with a point';
const LISTS = 'lists in a cell are not read';

export const FIELD: Vocabulary = {
  of: 'a field',
  read: ['name', 'type', 'format', 'constraints', 'categories', 'missingValues', 'trueValues', 'falseValues'],
  notes: ['title', 'description', 'example', 'examples', 'rdfType', 'categoriesOrdered', 'floatNumber'],
  untranslated: {
    decimalChar: { why: POINT, harmless: ['.'] },
    groupChar: { why: POINT, harmless: [''] },
    bareNumber: { why: POINT, harmless: [true] },
    delimiter: { why: LISTS },
    itemType: { why: LISTS },
    arrayItem: { why: LISTS },
  },
};

export const CONSTRAINTS: Vocabulary = {
  of: "a field's constraints",
  read: [
    'required',
    'unique',
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
    'minLength',
    'maxLength',
    'pattern',
    'enum',
    'jsonSchema',
  ],
};

const QUOTES = 'values are quoted with "...", and "" is a quote in them';
const SHEETS = 'sheets and tables of databases are not read';
const ITEMS = 'JSON is read as rows of objects';
const HEADER = 'the header is the first line';
const COMMENTS = 'comments are not left out';

/** A Table Dialect (v2), a CSV Dialect (v1). */
export const DIALECT: Vocabulary = {
  of: 'a dialect',
  read: ['delimiter', 'header', 'nullSequence', 'skipInitialSpace', 'csv'],
  notes: ['$schema', 'name', 'title', 'description', 'csvddfVersion', 'headerJoin'],
  untranslated: {
    quoteChar: { why: QUOTES, harmless: ['"'] },
    doubleQuote: { why: QUOTES, harmless: [true] },
    escapeChar: { why: QUOTES },
    lineTerminator: { why: 'lines end with a line feed', harmless: ['\n', '\r\n'] },
    caseSensitiveHeader: { why: 'columns have the exact names of fields', harmless: [true] },
    headerCase: { why: 'columns have the exact names of fields', harmless: [true] },
    headerRows: { why: HEADER, harmless: [[1]] },
    commentRows: { why: COMMENTS, harmless: [[]] },
    commentChar: { why: COMMENTS },
    skipBlankRows: { why: 'blank lines are as the reader has them', harmless: [false] },
    property: { why: ITEMS },
    itemType: { why: ITEMS, harmless: ['object'] },
    itemKeys: { why: ITEMS },
    sheetNumber: { why: SHEETS },
    sheetName: { why: SHEETS },
    table: { why: SHEETS },
  },
};

/** What frictionless-py puts under `dialect: csv`. */
export const CSV: Vocabulary = {
  of: 'a dialect of CSV',
  read: ['delimiter', 'nullSequence', 'skipInitialSpace'],
  untranslated: Object.fromEntries(
    ['quoteChar', 'doubleQuote', 'escapeChar', 'lineTerminator'].flatMap((key) => {
      const untranslated = DIALECT.untranslated?.[key];
      return untranslated ? [[key, untranslated]] : [];
    }),
  ),
};

export const VOCABULARIES = [PACKAGE, RESOURCE, SCHEMA, FOREIGN_KEY, REFERENCE, FIELD, CONSTRAINTS, DIALECT, CSV];
