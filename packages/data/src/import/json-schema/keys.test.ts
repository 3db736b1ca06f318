import { describeKeys, type Keys, type Place } from '../fixture/keys.ts';
import * as jsonSchema from './keys.ts';

const schema = (more: Keys) => ({ type: 'object', properties: { a: { type: 'string' } }, ...more });
const property = (more: Keys) => {
  const type = /imum|multiple/.test(Object.keys(more).join()) ? 'integer' : 'string';
  return schema({ properties: { a: { type, ...more } } });
};

const JSON_SCHEMA: readonly Place[] = [
  [
    jsonSchema.OBJECT,
    schema,
    { type: 'array', properties: { b: { type: 'string' } }, required: ['a'], additionalProperties: false },
  ],
  [
    jsonSchema.PROPERTY,
    property,
    {
      type: 'integer',
      minimum: 1,
      maximum: 1,
      exclusiveMinimum: 1,
      exclusiveMaximum: 1,
      multipleOf: 2,
      minLength: 1,
      maxLength: 1,
      enum: ['a'],
      const: 'a',
      pattern: 'a',
      format: 'email',
      items: { type: 'string' },
      minItems: 1,
      maxItems: 1,
    },
  ],
  [
    jsonSchema.ITEMS,
    (more) => schema({ properties: { a: { type: 'array', items: { type: 'string', ...more } } } }),
    { type: 'integer' },
  ],
];

describeKeys(JSON_SCHEMA, jsonSchema.VOCABULARIES);
