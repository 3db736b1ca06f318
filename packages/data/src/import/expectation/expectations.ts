import type { Support } from '../words.ts';
import { AGGREGATES } from './of-aggregates.ts';
import { COLUMNS } from './of-columns.ts';
import { TABLE } from './of-table.ts';
import { TEXTS } from './of-texts.ts';
import { TYPES } from './of-types.ts';
import { VALUES } from './of-values.ts';
import type { Translation } from './translation.ts';

/** Expectations of Great Expectations by name; dbt_expectations has the same ones. */
export const EXPECTATIONS: Readonly<Record<string, Translation>> = {
  ...TABLE,
  ...TYPES,
  ...VALUES,
  ...TEXTS,
  ...AGGREGATES,
  ...COLUMNS,
};

const MONOTONIC = 'use `monotonic` in a native contract, where the column has a type';

/** Expectations that we know and do not translate. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  expect_table_columns_to_match_ordered_list: 'the order of columns is not checked',
  expect_table_column_count_to_be_between: 'name the columns and set `extra_columns`',
  expect_table_column_count_to_equal: 'name the columns and set `extra_columns`',
  expect_table_row_count_to_equal_other_table: 'the other table is no input of the suite',
  expect_column_values_to_be_increasing: MONOTONIC,
  expect_column_values_to_be_decreasing: MONOTONIC,
  expect_column_values_to_be_dateutil_parseable:
    'dateutil guesses; state a format with expect_column_values_to_match_strftime_format',
  expect_column_values_to_match_like_pattern_list: 'state one pattern',
  expect_column_value_z_scores_to_be_less_than: 'z-scores are not checked',
  expect_column_most_common_value_to_be_in_set: 'use `top_share` or `shares` in a native contract',
  expect_column_kl_divergence_to_be_less_than: 'distributions are compared by drift-check',
  expect_column_pair_values_to_be_in_set: 'write an `expr` in a native contract',
  expect_multicolumn_sum_to_equal: 'write an `expr` in a native contract',
  expect_select_column_values_to_be_unique_within_record: 'write an `expr` in a native contract',
};

export const EXPECTATION_SUPPORT: readonly Support[] = [
  ...Object.entries(EXPECTATIONS).map(([rule, { native, note }]) => ({
    rule,
    native,
    ...(note !== undefined && { note }),
  })),
  ...Object.entries(UNSUPPORTED).map(([rule, note]) => ({ rule, native: null, note })),
];
