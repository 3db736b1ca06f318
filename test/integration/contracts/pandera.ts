import type { Case } from './case.ts';

const columns = (checks: (rule: string, value: unknown, argument: string) => string): string => `columns:
  id:
    dtype: str
    unique: true
    report_duplicates: exclude_first
    ${checks('str_matches', '"strike-[0-9]{5}$"', 'pattern')}
  phase:
    dtype: str
    ${checks('isin', '[approach, climb]', 'allowed_values')}
  time_of_day:
    dtype: str
    ${checks('str_length', '{ min_value: 3, max_value: 4 }', '')}
  speed_knots:
    dtype: float64
    nullable: false
    ${checks('less_than_or_equal_to', '400', 'max_value')}
  damage:
    dtype: int64
    ${checks('in_range', '{ min_value: 0, max_value: 1, include_max: false }', '')}
`;

/** As pandera writes it since 0.26: checks are keys of the column. */
const flat = `schema_type: dataframe
api: pandas
${columns((rule, value) => `${rule}: ${value}`)}`;

/** As pandera wrote it before: a list with options. */
const listed = `schema_type: dataframe
version: 0.24.0
${columns((rule, value) => {
  const given = String(value).startsWith('{') ? String(value).slice(1, -1) : `value: ${value}`;
  return `checks: [{ ${given}, options: { check_name: ${rule} } }]`;
})}checks: null
index: null
coerce: false
strict: false
`;

const common = {
  tool: 'pandera',
  rows: 'csv',
  namesAll: false,
  pairs: {
    'id:field_uniqueness': ['count', 'id.unique'],
    "id:str_matches('strike-[0-9]{5}$')": ['count', 'id.pattern'],
    "phase:isin(['approach', 'climb'])": ['count', 'phase.in'],
    'time_of_day:str_length(3, 4)': ['count', 'time_of_day.length'],
    'speed_knots:not_nullable': ['count', 'speed_knots.nulls'],
    'speed_knots:less_than_or_equal_to(400)': ['count', 'speed_knots.range'],
    'damage:in_range(0, 1)': ['count', 'damage.range'],
  },
  left: {
    "speed_knots:dtype('float64')":
      'pandas stores a column without gaps as int64; we ask what values are, not how they are stored',
  },
} as const;
export const PANDERA: readonly Case[] = [
  { ...common, contract: flat },
  { ...common, contract: listed },
];
