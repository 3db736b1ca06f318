import type { Vocabulary } from '../vocabulary.ts';

/** Annotations: they assert nothing (JSON Schema 2020-12, sections 8.3 of Core and 9 of Validation). */
const ANNOTATIONS = [
  '$schema',
  '$id',
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
];
/** Keywords that are one native key. */
export const KEYS: Readonly<Record<string, string>> = {
  minimum: 'min',
  maximum: 'max',
  exclusiveMinimum: 'exclusive_min',
  exclusiveMaximum: 'exclusive_max',
  multipleOf: 'multiple_of',
  minLength: 'min_length',
  maxLength: 'max_length',
  minItems: 'min_items',
  maxItems: 'max_items',
};
export const FORMATS: Readonly<Record<string, string>> = {
  email: 'email',
  uuid: 'uuid',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  hostname: 'hostname',
  date: 'iso-date',
  'date-time': 'iso-datetime',
};
export const TYPES = ['string', 'integer', 'number', 'boolean'];

const COMBINED = 'only flat objects are read';
const combined = Object.fromEntries(
  ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'].map((key) => [
    key,
    { why: COMBINED },
  ]),
);
const OF_KEYS = { why: 'it is about keys, not columns' };
const ITEMS_ONLY = 'the items of a list are checked by their type and number alone';
const ENCODED = { why: 'what is encoded in a text is not read' };

export const OBJECT: Vocabulary = {
  of: 'the schema of rows',
  read: ['type', 'properties', 'required', 'additionalProperties'],
  notes: ANNOTATIONS,
  settled: {
    $defs: 'only a $ref uses it, and that is an error',
    definitions: 'only a $ref uses it, and that is an error',
  },
  untranslated: {
    ...combined,
    patternProperties: OF_KEYS,
    propertyNames: OF_KEYS,
    minProperties: OF_KEYS,
    maxProperties: OF_KEYS,
    unevaluatedProperties: OF_KEYS,
    dependentRequired: OF_KEYS,
    dependentSchemas: OF_KEYS,
    dependencies: OF_KEYS,
  },
};
export const PROPERTY: Vocabulary = {
  of: 'the schema of a value',
  read: ['type', ...Object.keys(KEYS), 'enum', 'const', 'pattern', 'format', 'items'],
  notes: ANNOTATIONS,
  untranslated: {
    ...combined,
    uniqueItems: { why: ITEMS_ONLY, harmless: [false] },
    contains: { why: ITEMS_ONLY },
    prefixItems: { why: ITEMS_ONLY },
    properties: { why: COMBINED },
    required: { why: COMBINED },
    additionalProperties: { why: COMBINED },
    contentEncoding: ENCODED,
    contentMediaType: ENCODED,
    contentSchema: ENCODED,
  },
};
export const ITEMS: Vocabulary = {
  of: 'the schema of items',
  read: ['type'],
  notes: ANNOTATIONS,
  untranslated: Object.fromEntries(
    [
      ...Object.keys(combined),
      ...PROPERTY.read.filter((key) => key !== 'type'),
      ...Object.keys(PROPERTY.untranslated ?? {}),
    ].map((key) => [key, { why: ITEMS_ONLY }]),
  ),
};
export const VOCABULARIES = [OBJECT, PROPERTY, ITEMS];
