import type { Comparison } from '../limits.ts';
import type { Vocabulary } from '../vocabulary.ts';

const DESCRIBED = ['id', 'description', 'tags', 'customProperties', 'authoritativeDefinitions'];

export const CONTRACT: Vocabulary = {
  of: 'a contract',
  read: ['apiVersion', 'schema', 'slaProperties'],
  notes: [
    ...DESCRIBED,
    'kind',
    'name',
    'version',
    'status',
    'tenant',
    'domain',
    'dataProduct',
    'contractCreatedTs',
    'slaDefaultElement',
    'servers',
    'support',
    'price',
    'team',
    'roles',
    'context',
  ],
};

/** What objects and properties have in common. */
const ELEMENT_NOTES = [...DESCRIBED, 'businessName', 'deprecated', 'synonyms', 'context'];

export const OBJECT: Vocabulary = {
  of: 'an object',
  read: ['name', 'physicalName', 'properties', 'quality', 'relationships'],
  notes: [...ELEMENT_NOTES, 'physicalType', 'dataGranularityDescription'],
  untranslated: { logicalType: { why: 'only tables are read', harmless: ['object'] } },
};

/** Who may see a property, in words of its owner. */
const ABOUT_PEOPLE = ['classification', 'tags'];

export const PROPERTY: Vocabulary = {
  of: 'a property',
  read: [
    'name',
    'physicalName',
    'logicalType',
    'physicalType',
    'logicalTypeOptions',
    'required',
    'unique',
    'primaryKey',
    'primaryKeyPosition',
    'enum',
    'quality',
    'relationships',
    'items',
    'properties',
    'map',
    ...ABOUT_PEOPLE,
  ],
  notes: [
    ...ELEMENT_NOTES.filter((key) => key !== 'tags'),
    'partitioned',
    'partitionKeyPosition',
    'encryptedName',
    'transformSourceObjects',
    'transformLogic',
    'transformDescription',
    'examples',
    'criticalDataElement',
  ],
  untranslated: { semanticType: { why: 'the column is computed by a query', harmless: ['dimension'] } },
};

const WITHIN = 'it is not asked of what is nested in a cell';

/** A property within a cell: a field of an object, the items of an array, the keys and values of a map. */
export const NESTED: Vocabulary = {
  of: 'a nested property',
  read: [
    'name',
    'physicalName',
    'logicalType',
    'logicalTypeOptions',
    'required',
    'enum',
    'items',
    'properties',
    'map',
    ...ABOUT_PEOPLE,
  ],
  notes: [...(PROPERTY.notes ?? []), 'physicalType'],
  untranslated: {
    unique: { why: WITHIN, harmless: [false] },
    primaryKey: { why: WITHIN, harmless: [false] },
    primaryKeyPosition: { why: WITHIN, harmless: [-1] },
    quality: { why: WITHIN, harmless: [[]] },
    relationships: { why: WITHIN, harmless: [[]] },
    ...PROPERTY.untranslated,
  },
};

export const MAP: Vocabulary = { of: 'a map', read: ['key', 'value'], notes: ['id'] };

export const ENUM_VALUE: Vocabulary = { of: 'a value of an enum', read: ['value'], notes: [...DESCRIBED, 'label'] };

/** Options that are one native key. */
export const OPTIONS: Readonly<Record<string, string>> = {
  minLength: 'min_length',
  maxLength: 'max_length',
  minimum: 'min',
  maximum: 'max',
  exclusiveMinimum: 'exclusive_min',
  exclusiveMaximum: 'exclusive_max',
  multipleOf: 'multiple_of',
  minItems: 'min_items',
  maxItems: 'max_items',
};
const OF_NESTED = 'it is about objects and arrays';

export const LOGICAL_TYPE_OPTIONS: Vocabulary = {
  of: 'logicalTypeOptions',
  read: [...Object.keys(OPTIONS), 'pattern', 'format', 'dimensions'],
  notes: ['embeddingModel', 'distanceMetric', 'elementType'],
  untranslated: {
    timezone: { why: 'zones are not asked for', harmless: [false] },
    defaultTimezone: { why: 'times without a zone are UTC', harmless: ['UTC', 'Etc/UTC'] },
    uniqueItems: { why: OF_NESTED },
    minProperties: { why: OF_NESTED },
    maxProperties: { why: OF_NESTED },
    required: { why: OF_NESTED },
    normalized: { why: 'the length of a vector is not checked', harmless: [false] },
  },
};

const { timezone, defaultTimezone } = LOGICAL_TYPE_OPTIONS.untranslated ?? {};

/** Options of objects, maps and arrays, and of what is in them. */
export const NESTED_OPTIONS: Vocabulary = {
  of: 'logicalTypeOptions of what is nested',
  read: [...Object.keys(OPTIONS), 'pattern', 'format', 'uniqueItems', 'minProperties', 'maxProperties', 'required'],
  notes: LOGICAL_TYPE_OPTIONS.notes ?? [],
  untranslated: { ...(timezone && { timezone }), ...(defaultTimezone && { defaultTimezone }) },
};

export const RELATIONSHIP: Vocabulary = {
  of: 'a relationship',
  read: ['to', 'from'],
  notes: ['id', 'customProperties'],
  untranslated: { type: { why: 'only foreign keys are known', harmless: ['foreignKey'] } },
};

export const OPERATORS: Readonly<Record<string, Comparison['operator']>> = {
  mustBe: 'is',
  mustNotBe: 'not',
  mustBeGreaterThan: '>',
  mustBeGreaterOrEqualTo: '>=',
  mustBeLessThan: '<',
  mustBeLessOrEqualTo: '<=',
  mustBeBetween: 'between',
  mustNotBeBetween: 'outside',
};

const QUALITY_NOTES = [...DESCRIBED, 'dimension', 'businessImpact', 'scheduler', 'schedule', 'method'];
const COMPARED = [...Object.keys(OPERATORS), 'type', 'severity'];

/** Rules by their `type`. */
export const QUALITY: Readonly<Record<string, Vocabulary>> = {
  library: {
    of: 'a quality rule (library)',
    read: [...COMPARED, 'metric', 'rule', 'arguments', 'unit', 'validValues'],
    notes: [...QUALITY_NOTES, 'name'],
  },
  sql: {
    of: 'a quality rule (sql)',
    read: [...COMPARED, 'query', 'name'],
    notes: QUALITY_NOTES,
    untranslated: { unit: { why: 'the query returns the number that is compared', harmless: ['rows'] } },
  },
  text: {
    of: 'a quality rule (text)',
    read: ['type'],
    notes: [...QUALITY_NOTES, 'name', 'severity'],
  },
};
export const ARGUMENTS: Vocabulary = {
  of: "a quality rule's arguments",
  read: ['validValues', 'missingValues', 'pattern', 'properties'],
};

export const SLA: Vocabulary = {
  of: 'a service level',
  read: ['property', 'value', 'unit', 'element'],
  notes: [...DESCRIBED, 'valueExt', 'driver', 'schedule', 'scheduler'],
};

export const VOCABULARIES = [
  CONTRACT,
  OBJECT,
  PROPERTY,
  NESTED,
  MAP,
  ENUM_VALUE,
  LOGICAL_TYPE_OPTIONS,
  NESTED_OPTIONS,
  RELATIONSHIP,
  ...Object.values(QUALITY),
  ARGUMENTS,
  SLA,
];
