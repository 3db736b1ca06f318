import type { Case } from './case.ts';

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    id: { type: 'string', pattern: '-0[0-9]*3' },
    flight_date: { type: 'string', format: 'date' },
    phase: { enum: ['approach', 'climb', 'descent'] },
    time_of_day: { type: 'string', maxLength: 4 },
    speed_knots: { type: 'integer', minimum: 20, exclusiveMaximum: 320, multipleOf: 5 },
    wildlife_size: { type: 'string', minLength: 6 },
    operator_kind: { const: 'airline' },
    aircraft_class: { type: 'string' },
    damage: { type: 'integer' },
  },
  required: ['id', 'speed_knots'],
  additionalProperties: false,
};

export const JSON_SCHEMA: readonly Case[] = [
  {
    tool: 'jsonschema',
    contract: JSON.stringify(schema, null, 1),
    rows: 'jsonl',
    namesAll: false,
    pairs: {
      'pattern:id': ['count', 'id.pattern'],
      'enum:phase': ['count', 'phase.in'],
      'maxLength:time_of_day': ['count', 'time_of_day.length'],
      'required:speed_knots': ['count', 'speed_knots.nulls'],
      'minimum:speed_knots': ['count', 'speed_knots.range'],
      'exclusiveMaximum:speed_knots': ['count', 'speed_knots.range#2'],
      'multipleOf:speed_knots': ['count', 'speed_knots.multiple_of'],
      'minLength:wildlife_size': ['count', 'wildlife_size.length'],
      'const:operator_kind': ['count', 'operator_kind.in'],
    },
  },
];
