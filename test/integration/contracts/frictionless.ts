import type { Case } from './case.ts';

const schema = {
  fields: [
    { name: 'id', type: 'string', constraints: { unique: true, pattern: 'strike-0.*' } },
    { name: 'flight_date', type: 'date', constraints: { minimum: '1995-06-01' } },
    { name: 'phase', type: 'string', constraints: { enum: ['approach', 'climb', 'descent'] } },
    { name: 'time_of_day', constraints: { maxLength: 4 } },
    { name: 'speed_knots', type: 'integer', constraints: { required: true, maximum: 400, minimum: 20 } },
    { name: 'wildlife_size', constraints: { minLength: 6 } },
    { name: 'operator_kind' },
    { name: 'aircraft_class', type: 'integer' },
    { name: 'damage', type: 'integer' },
  ],
};

export const FRICTIONLESS: readonly Case[] = [
  {
    tool: 'frictionless',
    contract: JSON.stringify(schema, null, 1),
    rows: 'csv',
    namesAll: false,
    pairs: {
      'unique-error:id:': ['count', 'id.unique'],
      'constraint-error:id:pattern': ['count', 'id.pattern'],
      'constraint-error:flight_date:minimum': ['count', 'flight_date.range'],
      'constraint-error:phase:enum': ['count', 'phase.in'],
      'constraint-error:time_of_day:maxLength': ['count', 'time_of_day.length'],
      'constraint-error:speed_knots:required': ['count', 'speed_knots.nulls'],
      'constraint-error:speed_knots:minimum': ['count', 'speed_knots.range'],
      'constraint-error:speed_knots:maximum': ['count', 'speed_knots.range#2'],
      'constraint-error:wildlife_size:minLength': ['count', 'wildlife_size.length'],
      'type-error:aircraft_class:': ['count', 'aircraft_class.type'],
    },
  },
];
