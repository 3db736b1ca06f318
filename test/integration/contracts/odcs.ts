import type { Case } from './case.ts';

const contract = `apiVersion: v3.1.0
kind: DataContract
id: strikes
version: 1.0.0
status: active
servers:
  - { server: local, type: local, path: DATA_FILE, format: csv, delimiter: "," }
schema:
  - name: strikes
    properties:
      - name: id
        logicalType: string
        unique: true
        required: true
      - { name: flight_date, logicalType: date }
      - name: phase
        logicalType: string
        quality:
          - metric: invalidValues
            arguments: { validValues: [approach, climb, descent, landing roll, take-off run] }
            mustBe: 0
          - { metric: duplicateValues, mustBe: 0, severity: warning }
          - metric: missingValues
            arguments: { missingValues: [hovering, null] }
            mustBeLessThan: 1
      - name: time_of_day
        logicalType: string
        logicalTypeOptions: { maxLength: 4 }
      - name: speed_knots
        logicalType: integer
        logicalTypeOptions: { minimum: 20, maximum: 400 }
        quality:
          - { metric: nullValues, mustBeLessThan: 1, unit: percent }
      - name: wildlife_size
        logicalType: string
        quality:
          - metric: invalidValues
            arguments: { pattern: "e" }
            mustBeBetween: [0, 1000]
      - { name: operator_kind, logicalType: string }
      - { name: aircraft_class, logicalType: string }
      - { name: damage, logicalType: integer }
    quality:
      - { metric: rowCount, mustBeBetween: [1000, 1638] }
      - metric: duplicateValues
        arguments: { properties: [id, phase] }
        mustBe: 0
      - { type: sql, name: fast, query: "select count(*) from strikes where speed_knots > 400", mustBe: 0 }
slaProperties:
  - { property: freshness, value: 30, unit: d, element: strikes.flight_date }
  - { property: retention, value: 100, unit: y, element: strikes.flight_date }
`;

const COLUMNS = [
  'id',
  'flight_date',
  'phase',
  'time_of_day',
  'speed_knots',
  'wildlife_size',
  'operator_kind',
  'aircraft_class',
  'damage',
];

export const ODCS: readonly Case[] = [
  {
    tool: 'datacontract',
    contract,
    rows: 'csv',
    namesAll: true,
    pairs: {
      ...Object.fromEntries(COLUMNS.map((name) => [`field_is_present:${name}`, ['verdict', `${name}.present`]])),
      'field_required:id': ['count', 'id.nulls'],
      'field_unique:id': ['count', 'id.unique'],
      'field_invalid_values:phase': ['count', 'phase.in'],
      // it counts repeated values, we rows beyond the first
      'field_duplicate_values:phase': ['verdict', 'phase.unique'],
      'field_missing_values:phase': ['count', 'expr(phase is there)'],
      'field_max_length:time_of_day': ['count', 'time_of_day.length'],
      'field_minimum:speed_knots': ['count', 'speed_knots.range'],
      'field_maximum:speed_knots': ['count', 'speed_knots.range#2'],
      // a percentage
      'field_null_values:speed_knots': ['verdict', 'speed_knots.nulls'],
      'field_invalid_values:wildlife_size': ['count', 'wildlife_size.pattern'],
      'row_count:': ['verdict', 'rows'],
      'model_duplicate_values:': ['count', 'unique(id,phase)'],
      'model_quality_sql:': ['verdict', 'sql(fast)'],
      'servicelevel_freshness:flight_date': ['verdict', 'flight_date.fresh'],
      'servicelevel_retention:flight_date': ['verdict', 'expr(retention)'],
    },
  },
];
