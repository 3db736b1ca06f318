import type { Vocabulary } from '../vocabulary.ts';
import { aggregated, ask, columnOf, type Translation } from './translation.ts';

const RANGES: Vocabulary = { of: 'quantile_ranges', read: ['quantiles', 'value_ranges'] };

/** Expectations of one number of a column. */
export const AGGREGATES: Readonly<Record<string, Translation>> = {
  expect_column_max_to_be_between: aggregated('max_value'),
  expect_column_min_to_be_between: aggregated('min_value'),
  expect_column_mean_to_be_between: aggregated('mean'),
  expect_column_median_to_be_between: aggregated('median'),
  expect_column_stdev_to_be_between: aggregated('std', 'of the sample (n - 1), as GX on pandas'),
  expect_column_sum_to_be_between: aggregated('sum'),
  expect_column_unique_value_count_to_be_between: aggregated('distinct'),
  expect_column_proportion_of_unique_values_to_be_between: aggregated('distinct_share'),
  expect_column_quantile_values_to_be_between: {
    native: 'quantile',
    note: 'interpolated between neighbours; GX takes the nearest value',
    args: ['quantile_ranges', 'allow_relative_error'],
    translate: (of) => {
      const ranges = of.draft.below(of.args, 'quantile_ranges', RANGES, columnOf(of));
      const [asked, values] = [ranges?.list('quantiles') ?? [], ranges?.list('value_ranges') ?? []];
      if (asked.length !== values.length)
        return of.draft.refuse(of.args.spot, of.rule, 'each quantile needs one range', columnOf(of));
      of.draft.hint(columnOf(of), [0], of.line);
      const quantile = new Map(asked.map((q, at) => [String(q), values[at]] as const));
      ask(of, { quantile });
    },
  },
};
