import type { Case, Pair } from './case.ts';

const onColumn = (name: string, kwargs: object) => ({ type: `expect_column_${name}`, kwargs });
const values = (name: string, kwargs: object) => onColumn(`values_to_${name}`, kwargs);
const inDay = (condition: object) => values('be_in_set', { column: 'time_of_day', value_set: ['day'], ...condition });
const comparison = (column: string, operator: string, parameter: unknown) => ({
  type: 'comparison',
  column: { name: column },
  operator,
  parameter,
});

/** Expectations with our rule for each. GX counts each row of a repeated value, we those beyond the first. */
const RULES: readonly (readonly [object, Pair])[] = [
  [values('be_unique', { column: 'id' }), ['verdict', 'id.unique']],
  [values('not_be_null', { column: 'speed_knots', mostly: 0.99 }), ['count', 'speed_knots.nulls']],
  [values('be_between', { column: 'speed_knots', min_value: 0, max_value: 400 }), ['count', 'speed_knots.range']],
  [values('be_in_set', { column: 'phase', value_set: ['approach', 'climb'], mostly: 0.5 }), ['count', 'phase.in']],
  [values('not_be_in_set', { column: 'phase', value_set: ['hovering'] }), ['count', 'phase.not-in']],
  [values('match_regex', { column: 'id', regex: '-0[0-9]*3' }), ['count', 'id.pattern']],
  [values('not_match_regex', { column: 'id', regex: '7$' }), ['count', 'id.not-pattern']],
  [
    onColumn('value_lengths_to_be_between', { column: 'phase', min_value: 6, strict_min: true }),
    ['count', 'phase.length'],
  ],
  [
    values('match_strftime_format', { column: 'flight_date', strftime_format: '%Y-%m-%d' }),
    ['count', 'flight_date.date_format'],
  ],
  [onColumn('max_to_be_between', { column: 'speed_knots', max_value: 400 }), ['verdict', 'speed_knots.max_value']],
  [
    onColumn('mean_to_be_between', { column: 'speed_knots', min_value: 100, max_value: 140 }),
    ['verdict', 'speed_knots.mean'],
  ],
  [
    onColumn('median_to_be_between', { column: 'speed_knots', min_value: 100, max_value: 140 }),
    ['verdict', 'speed_knots.median'],
  ],
  [onColumn('stdev_to_be_between', { column: 'speed_knots', max_value: 60 }), ['verdict', 'speed_knots.std']],
  [onColumn('unique_value_count_to_be_between', { column: 'phase', max_value: 5 }), ['verdict', 'phase.distinct']],
  [
    onColumn('distinct_values_to_equal_set', {
      column: 'phase',
      value_set: ['approach', 'climb', 'descent', 'landing roll', 'take-off run'],
    }),
    ['verdict', 'phase.contains', 'phase.in#2'],
  ],
  [
    { type: 'expect_compound_columns_to_be_unique', kwargs: { column_list: ['id', 'phase'] } },
    ['verdict', 'duplicate_rows(id,phase)'],
  ],
  [{ type: 'expect_table_row_count_to_be_between', kwargs: { min_value: 1000, max_value: 2000 } }, ['verdict', 'rows']],
  [inDay({ row_condition: 'phase == "approach"', condition_parser: 'pandas' }), ['count', 'time_of_day.in']],
  [
    inDay({ row_condition: 'phase in ["climb", "descent"] and speed_knots > 120.5', condition_parser: 'pandas' }),
    ['count', 'time_of_day.in#2'],
  ],
  [inDay({ row_condition: 'speed_knots != 140', condition_parser: 'pandas' }), ['count', 'time_of_day.in#3']],
  [
    inDay({
      row_condition: '(speed_knots.isnull() | speed_knots > 250) & phase != "climb"',
      condition_parser: 'pandas',
    }),
    ['count', 'time_of_day.in#4'],
  ],
  [
    inDay({ row_condition: 'col("phase")=="climb"', condition_parser: 'great_expectations' }),
    ['count', 'time_of_day.in#5'],
  ],
  [
    inDay({ row_condition: 'col("speed_knots").notNull()', condition_parser: 'great_expectations' }),
    ['count', 'time_of_day.in#6'],
  ],
  [inDay({ row_condition: comparison('speed_knots', '<=', 100) }), ['count', 'time_of_day.in#7']],
  [inDay({ row_condition: comparison('phase', 'NOT_IN', ['climb', 'approach']) }), ['count', 'time_of_day.in#8']],
  [
    inDay({
      row_condition: {
        type: 'or',
        conditions: [
          { type: 'nullity', column: { name: 'speed_knots' }, is_null: true },
          {
            type: 'and',
            conditions: [comparison('phase', '==', 'approach'), comparison('speed_knots', '!=', 140)],
          },
        ],
      },
    }),
    ['count', 'time_of_day.in#9'],
  ],
];

const expectations = RULES.map(([expectation]) => expectation);
const pairs = Object.fromEntries(RULES.map(([, pair], at) => [String(at), pair]));
const suite = JSON.stringify({ name: 'birdstrikes', expectations }, null, 1);
/** The same in the words of GX 0.x. */
const old = suite
  .replace('"name": "birdstrikes"', '"expectation_suite_name": "birdstrikes", "data_asset_type": "Dataset"')
  .replaceAll('"type": "expect', '"expectation_type": "expect');

const common = { tool: 'gx', contract: suite, rows: 'csv', namesAll: true, pairs } as const;
export const GX: readonly Case[] = [common, { ...common, ours: () => old }];
