import { describeKeys, type Keys, type Place } from '../fixture/keys.ts';
import type { Vocabulary } from '../vocabulary.ts';
import * as odcs from './keys.ts';

const property = (more: Keys) => ({ name: 'a', logicalType: 'string', ...more });
const object = (more: Keys) => ({ name: 't', properties: [property({})], ...more });
const contract = (more: Keys) => ({ apiVersion: 'v3.1.0', kind: 'DataContract', schema: [object({})], ...more });
const inProperty = (more: Keys) => contract({ schema: [object({ properties: [property(more)] })] });
const library = (more: Keys) => inProperty({ quality: [{ metric: 'nullValues', mustBeLessThan: 5, ...more }] });
const operators = Object.fromEntries(
  Object.keys(odcs.OPERATORS).map((key) => [key, key.endsWith('Between') ? [0, 1] : 1]),
);

/** What has fields, items or keys of its own. */
const HOLDERS: Readonly<Record<string, string>> = { items: 'array', properties: 'object', map: 'map' };
/** Options of single values and of lists, in a column and in what is nested. */
const ofValues = {
  minLength: 1,
  maxLength: 1,
  minimum: 1,
  maximum: 1,
  exclusiveMinimum: 1,
  exclusiveMaximum: 1,
  multipleOf: 2,
  pattern: 'a',
  format: 'email',
  minItems: 1,
  maxItems: 1,
};

/** The types that options say something of; the others say it of texts. */
const OPTION_OF: Readonly<Record<string, readonly string[]>> = {
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  array: ['minItems', 'maxItems', 'uniqueItems'],
  object: ['minProperties', 'maxProperties', 'required'],
};

const ODCS: readonly Place[] = [
  [
    odcs.CONTRACT,
    contract,
    {
      apiVersion: 'v2.2.2',
      schema: [object({ name: 't', properties: [property({ name: 'b' })] })],
      slaProperties: [{ property: 'freshness', value: 3, unit: 'd', element: 't.a' }],
    },
  ],
  [
    odcs.OBJECT,
    (more) =>
      contract({
        schema: [object({ physicalName: 'v', ...more })],
        slaProperties: ['t', 'v'].map((of) => ({ property: 'retention', value: 3, unit: 'd', element: `${of}.a` })),
      }),
    {
      name: 'u',
      physicalName: 'w',
      properties: [property({ name: 'b' })],
      quality: [{ metric: 'rowCount', mustBe: 1 }],
      relationships: [{ from: 't.a', to: 'u.b' }],
    },
  ],
  [
    odcs.PROPERTY,
    (more) => inProperty({ ...('primaryKeyPosition' in more && { primaryKey: true }), ...more }),
    {
      name: 'b',
      physicalName: 'b',
      logicalType: 'integer',
      logicalTypeOptions: { minLength: 1 },
      required: true,
      unique: true,
      physicalType: 'BIGINT',
      primaryKey: true,
      primaryKeyPosition: 1,
      enum: [{ value: 'a' }],
      quality: [{ metric: 'nullValues', mustBe: 0 }],
      relationships: [{ to: 'u.b' }],
      items: { logicalType: 'string' },
      properties: [property({})],
      map: {},
      classification: 'restricted',
      tags: ['pii'],
    },
  ],
  [
    odcs.NESTED,
    (more) => {
      const [key = ''] = Object.keys(more);
      const field = { name: 'b', logicalType: HOLDERS[key] ?? 'string', ...more };
      return inProperty({ logicalType: 'object', properties: [field] });
    },
    {
      name: 'c',
      physicalName: 'c',
      logicalType: 'integer',
      logicalTypeOptions: { minLength: 1 },
      required: true,
      enum: [{ value: 'a' }],
      items: { logicalType: 'string' },
      properties: [property({})],
      map: { value: { logicalType: 'string' } },
      classification: 'restricted',
      tags: ['pii'],
    },
  ],
  [
    odcs.MAP,
    (map) => inProperty({ logicalType: 'map', map }),
    { key: { logicalType: 'string', enum: [{ value: 'a' }] }, value: { logicalType: 'string' } },
  ],
  [odcs.ENUM_VALUE, (more) => inProperty({ enum: [{ value: 'a', ...more }] }), { value: 'b' }],
  [
    odcs.LOGICAL_TYPE_OPTIONS,
    (more) =>
      inProperty({
        logicalType: /imum|Of/.test(Object.keys(more).join()) ? 'integer' : 'string',
        logicalTypeOptions: more,
      }),
    {
      ...ofValues,
      dimensions: 3,
    },
  ],
  [
    odcs.NESTED_OPTIONS,
    (more) => {
      const [key = ''] = Object.keys(more);
      const found = Object.keys(OPTION_OF).find((type) => OPTION_OF[type]?.includes(key));
      const field = { name: 'b', logicalType: found ?? 'string', logicalTypeOptions: more };
      return inProperty({ logicalType: 'object', properties: [field] });
    },
    {
      ...ofValues,
      uniqueItems: true,
      minProperties: 1,
      maxProperties: 1,
      required: ['c'],
    },
  ],
  [
    odcs.RELATIONSHIP,
    (more) => contract({ schema: [object({ relationships: [{ from: 't.a', to: 'u.b', ...more }] })] }),
    { to: 'v.c', from: 't.b' },
  ],
  [
    odcs.QUALITY.library as Vocabulary,
    library,
    {
      ...operators,
      type: 'text',
      severity: 'warning',
      metric: 'duplicateValues',
      rule: 'duplicateValues',
      arguments: 5,
      unit: 'percent',
      validValues: ['a'],
    },
  ],
  [
    odcs.QUALITY.sql as Vocabulary,
    (more) => inProperty({ quality: [{ type: 'sql', query: 'select 1', mustBeLessThan: 5, ...more }] }),
    { ...operators, type: 'text', severity: 'warning', query: 5, name: 'n' },
  ],
  [odcs.QUALITY.text as Vocabulary, (more) => inProperty({ quality: [{ type: 'text', ...more }] }), { type: 'sql' }],
  [
    odcs.ARGUMENTS,
    (more) => {
      const metric =
        'missingValues' in more ? 'missingValues' : 'properties' in more ? 'duplicateValues' : 'invalidValues';
      const at = metric === 'duplicateValues' ? { quality: [{ metric, mustBe: 0, arguments: more }] } : {};
      const properties = [
        property(metric === 'duplicateValues' ? {} : { quality: [{ metric, mustBe: 0, arguments: more }] }),
      ];
      return contract({ schema: [object({ properties, ...at })] });
    },
    { validValues: ['a'], missingValues: ['NA'], pattern: 'a', properties: ['a'] },
  ],
  [
    odcs.SLA,
    (more) => contract({ slaProperties: [{ property: 'freshness', value: 3, unit: 'd', element: 't.a', ...more }] }),
    { property: 'latency', value: 4, unit: 'h', element: 't.b' },
  ],
];

describeKeys(ODCS, odcs.VOCABULARIES);
