import { describeKeys, type Keys, type Place } from '../fixture/keys.ts';
import * as frictionless from './keys.ts';

const field = (more: Keys) => ({ name: 'a', type: 'string', ...more });
const schema = (more: Keys) => ({ fields: [field({})], ...more });
const resource = (more: Keys) => ({ name: 'r', path: 'r.csv', schema: schema({}), ...more });
const inPackage = (of: object) => ({ resources: [of] });
const inSchema = (more: Keys) => inPackage(resource({ schema: schema(more) }));
const reference = (more: Keys) => ({ resource: 'r', fields: 'a', ...more });

const FRICTIONLESS: readonly Place[] = [
  [
    frictionless.PACKAGE,
    (more) => ({ ...inPackage(resource({})), ...more }),
    { resources: [resource({ path: 'b.csv' })] },
  ],
  [
    frictionless.RESOURCE,
    (more) => inPackage(resource(more)),
    {
      name: 5,
      path: 'b.csv',
      schema: schema({ primaryKey: 'a' }),
      dialect: { delimiter: ';' },
      bytes: 5,
      rows: 5,
    },
  ],
  [
    frictionless.SCHEMA,
    inSchema,
    {
      fields: [field({ name: 'b' })],
      fieldsMatch: ['partial'],
      primaryKey: 'a',
      uniqueKeys: [['a']],
      foreignKeys: [{ fields: 'a', reference: reference({}) }],
      missingValues: ['NA'],
    },
  ],
  [
    frictionless.FOREIGN_KEY,
    (more) => inSchema({ foreignKeys: [{ fields: 'a', reference: reference({}), ...more }] }),
    { fields: 'b', reference: reference({ resource: 'none' }) },
  ],
  [
    frictionless.REFERENCE,
    (more) => inSchema({ foreignKeys: [{ fields: 'a', reference: reference(more) }] }),
    { resource: 'none', fields: ['a', 'b'] },
  ],
  [
    frictionless.FIELD,
    (more) => inSchema({ fields: [field({ ...more })] }),
    {
      name: 'b',
      type: 'integer',
      format: 'email',
      constraints: { required: true },
      categories: ['a'],
      missingValues: ['NA'],
      trueValues: ['yes'],
      falseValues: ['no'],
    },
  ],
  [
    frictionless.CONSTRAINTS,
    (more) => inSchema({ fields: [field({ type: 'minimum' in more ? 'integer' : 'string', constraints: more })] }),
    {
      required: true,
      unique: true,
      minimum: 1,
      maximum: 1,
      exclusiveMinimum: 1,
      exclusiveMaximum: 1,
      minLength: 1,
      maxLength: 1,
      pattern: 'a',
      enum: ['a'],
      jsonSchema: { type: 'object' },
    },
  ],
  [
    frictionless.DIALECT,
    (more) => inPackage(resource({ dialect: more })),
    { delimiter: ';', header: false, nullSequence: 'NA', skipInitialSpace: true, csv: { delimiter: ';' } },
  ],
  [
    frictionless.CSV,
    (more) => inPackage(resource({ dialect: { csv: more } })),
    { delimiter: ';', nullSequence: 'NA', skipInitialSpace: true },
  ],
];

describeKeys(FRICTIONLESS, frictionless.VOCABULARIES);
