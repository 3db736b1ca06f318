import { CHANGE_KEYS } from './change.ts';
import { CHAT_KEYS } from './chat.ts';
import { CHECK_NAMES, CHECK_READERS, SHARED_KEYS } from './check.ts';
import { COLUMN_CHECK_KEYS, COLUMN_KEYS } from './column.ts';
import { BLANK_LINES, CSV_KEYS } from './csv.ts';
import { DUPLICATE_COLUMN_KEYS } from './duplicate-columns.ts';
import { FILE_KEYS } from './files.ts';
import { IMAGE_KEYS } from './images.ts';
import { JSON_SCHEMA_KEYS } from './json-schema.ts';
import { LABEL_KEYS } from './labels.ts';
import { TOP_KEYS } from './native.ts';
import { PII_KEYS } from './pii.ts';
import { QUERY_KEYS } from './query.ts';
import { REFERENCE_KEYS } from './references.ts';
import { CONTRACT_SCHEMA } from './schema-address.ts';
import {
  COLUMN_SHAPES,
  dataShape,
  flag,
  names,
  OF_ROWS,
  object,
  orShort,
  orType,
  policy,
  SHARED,
  type Shape,
  shortOf,
  text,
  topMissing,
} from './schema-shapes.ts';
import { SPLIT_KEYS } from './splits.ts';
import { TEXT_KEYS } from './text.ts';

/** The keys of the checks that are answered outside the scan. */
const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  change: CHANGE_KEYS,
  chat: CHAT_KEYS,
  duplicate_columns: DUPLICATE_COLUMN_KEYS,
  files: FILE_KEYS,
  images: IMAGE_KEYS,
  json_schema: JSON_SCHEMA_KEYS,
  pii: PII_KEYS,
  refers: REFERENCE_KEYS,
  sql: QUERY_KEYS,
  text: TEXT_KEYS,
};
const shared = Object.keys(SHARED);
const unique = (keys: readonly string[]): string[] => [...new Set(keys)];

function checkShape(name: string): Shape {
  if (name === 'column') return object(COLUMN_CHECK_KEYS, { ...COLUMN_SHAPES, name: text });
  const reader = CHECK_READERS[name];
  if (reader) return orShort(object(unique([...reader.keys, ...SHARED_KEYS]), OF_ROWS), shortOf(reader.short));
  const keys = BLOCKS[name];
  if (!keys) throw new Error(`the check ${name} has no keys for the JSON Schema of contracts`);
  return orShort(object(unique([...keys, ...shared])), name === 'duplicate_columns' ? names : undefined);
}

/** The JSON Schema of native contracts, from the keys that the reader knows: for editors; the reader says more. */
export function contractSchema(): Shape {
  const column = orType(object(COLUMN_KEYS, COLUMN_SHAPES));
  const top: Readonly<Record<string, Shape>> = {
    version: { const: 1 },
    data: dataShape,
    read: { type: 'object', additionalProperties: false, properties: { csv: csvShape() } },
    key: names,
    columns: { type: 'object', additionalProperties: column },
    extra_columns: policy('fail', 'warn', 'allow'),
    checks: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(CHECK_NAMES.map((name) => [name, checkShape(name)])),
      },
    },
    schema_change: policy('fail', 'warn', 'info', 'allow'),
    missing: topMissing,
    allow_empty: flag,
    description: {},
    splits: object(unique([...SPLIT_KEYS, ...shared])),
    labels: object(unique([...LABEL_KEYS, ...shared])),
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: CONTRACT_SCHEMA,
    title: 'Data contract of ml-actions',
    ...object(TOP_KEYS, top),
    required: ['version'],
  };
}

const csvShape = (): Shape =>
  object(CSV_KEYS, {
    delimiter: { type: 'string' },
    header: flag,
    null: { type: ['string', 'array'] },
    blank_lines: { enum: BLANK_LINES },
    skip_initial_space: flag,
  });
