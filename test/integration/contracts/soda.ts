import type { Case } from './case.ts';

const checks = `dataset: local/main/strikes
columns:
  - name: id
    data_type: varchar
    checks:
      - duplicate: { name: id unique }
      - invalid: { name: id format, valid_format: { regex: "^strike-0", name: strike } }
  - name: flight_date
    data_type: date
  - name: phase
    data_type: varchar
    checks:
      - invalid: { name: phase known, valid_values: [approach, climb, descent, landing roll, take-off run] }
      - invalid: { name: phase share, valid_values: [approach, climb], threshold: { metric: percent, must_be_less_than: 40 } }
      - missing: { name: phase there, missing_values: [hovering, none] }
      - duplicate: { name: phase rare, threshold: { metric: percent, must_be_less_than: 50 } }
  - name: time_of_day
    data_type: varchar
    checks:
      - invalid: { name: time short, valid_max_length: 5, valid_min_length: 3 }
      - invalid: { name: several, valid_values: [day, night], valid_length: 3 }
  - name: speed_knots
    data_type: bigint
    checks:
      - missing: { name: speed there, threshold: { metric: percent, must_be_less_than: 1 } }
      - missing: { name: two levels, threshold: { must_be_less_than: 1000, additional: { level: warn, must_be: 0 } } }
      - invalid: { name: speed range, valid_min: 0, valid_max: 400 }
      - invalid: { name: speed of climbs, valid_max: 400, filter: "phase = 'climb'" }
      - aggregate: { name: speed mean, function: avg, threshold: { must_be_between: { greater_than: 100, less_than: 140 } } }
      - aggregate: { name: speed most, function: max, threshold: { must_be_less_than_or_equal: 400 } }
      - aggregate: { name: speed sum, function: sum, threshold: { must_be_greater_than: 1 } }
  - name: wildlife_size
  - name: operator_kind
  - name: aircraft_class
  - name: damage
    data_type: bigint
checks:
  - schema: { name: schema }
  - row_count: { name: rows, threshold: { must_be_between: { greater_than: 1000, less_than_or_equal: 1638 } } }
  - row_count: { name: rows of climbs, filter: "phase = 'climb'", threshold: { must_be_greater_than: 350 } }
  - duplicate: { name: pair unique, columns: [id, phase] }
  - failed_rows: { name: fast, expression: "speed_knots > 300", threshold: { must_be_less_than: 5 } }
  - failed_rows: { name: fast share, expression: "speed_knots > 300", threshold: { metric: percent, must_be_less_than: 1 } }
  - failed_rows: { name: query, query: "select * from strikes where speed_knots > 500" }
  - freshness: { name: old, column: flight_date, threshold: { unit: day, must_be_less_than: 30 } }
`;

/** Soda tells checks of one kind on one column by their qualifiers. */
const contract = checks.replaceAll(
  /\{ name: ([^,}]+)/g,
  (found, name: string) => `{ qualifier: ${name.replaceAll(' ', '_')}, ${found.slice(2)}`,
);

export const SODA: readonly Case[] = [
  {
    tool: 'soda',
    contract,
    /** a query names the table as its database does */
    ours: () => contract.replace('from strikes', 'from data'),
    rows: 'csv',
    namesAll: true,
    pairs: {
      'id unique': ['count', 'id.unique'],
      'id format': ['count', 'id.pattern'],
      'phase known': ['count', 'phase.in'],
      'phase share': ['count', 'phase.in#2'],
      'phase there': ['count', 'expr(phase is there)'],
      'phase rare': ['count', 'phase.unique'],
      'time short': ['count', 'time_of_day.length'],
      several: ['verdict', 'time_of_day.in', 'time_of_day.length#2'],
      'speed there': ['count', 'speed_knots.nulls'],
      'two levels': ['count', 'speed_knots.nulls#2', 'speed_knots.nulls#3'],
      'speed range': ['count', 'speed_knots.range'],
      'speed of climbs': ['count', 'speed_knots.range#2'],
      'speed mean': ['verdict', 'speed_knots.mean', 'speed_knots.mean#2'],
      'speed most': ['verdict', 'speed_knots.max_value'],
      'speed sum': ['verdict', 'speed_knots.sum'],
      schema: ['verdict', 'extra_columns'],
      rows: ['verdict', 'rows', 'rows#2'],
      'rows of climbs': ['verdict', 'rows#3'],
      'pair unique': ['count', 'unique(id,phase)'],
      fast: ['count', 'expr(fast)'],
      'fast share': ['count', 'expr(fast share)'],
      query: ['verdict', 'sql(query)'],
      old: ['verdict', 'flight_date.fresh'],
    },
  },
];
