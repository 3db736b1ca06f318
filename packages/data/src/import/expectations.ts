import type { Draft, Modifiers } from './draft.ts';
import type { Entries } from './values.ts';
import { type Bounds, failingOf, intervals, like, named, type Support, searched, valueBounds } from './words.ts';

/** One expectation with its arguments. */
export interface Expectation {
  readonly draft: Draft;
  readonly rule: string;
  readonly args: Entries;
  readonly line: number;
  readonly modifiers: Modifiers;
}

interface Translation {
  readonly native: string;
  readonly note?: string;
  /** its arguments beside those that all have */
  readonly args: readonly string[];
  readonly translate: (of: Expectation) => void;
}

const BOUNDS = ['min_value', 'max_value', 'strict_min', 'strict_max'];

const boundsOf = ({ args }: Expectation): Bounds => ({
  min: args.value('min_value'),
  max: args.value('max_value'),
  exclusiveMin: args.boolean('strict_min') ?? false,
  exclusiveMax: args.boolean('strict_max') ?? false,
});

const columnOf = ({ args }: Expectation): string => args.text('column') ?? '';

function ask(of: Expectation, keys: Record<string, unknown>, operands: readonly unknown[] = []): void {
  const { draft, args, modifiers, line } = of;
  draft.hint(columnOf(of), operands, line);
  draft.rule(columnOf(of), keys, { ...failingOf(args.number('mostly')), ...modifiers }, line);
}

/** A rule of each value whose operands are the members of a list. */
const members = (argument: string, key: (values: readonly unknown[]) => Record<string, unknown>) => (of: Expectation) =>
  ask(of, key(of.args.list(argument)), of.args.list(argument));

const patterned = (native: string, argument: string, make: (patterns: readonly string[]) => string): Translation => ({
  native,
  args: [argument],
  translate: (of) => {
    of.draft.about(columnOf(of), 'type', 'string', of.line);
    ask(of, { [native]: make(of.args.texts(argument)) });
  },
});

/** A number of the column within bounds: those that are open ask one rule each. */
const aggregated = (key: string, note?: string): Translation => ({
  native: key,
  ...(note !== undefined && { note }),
  args: BOUNDS,
  translate: (of) => {
    if (!key.startsWith('distinct'))
      of.draft.hint(columnOf(of), [of.args.value('min_value'), of.args.value('max_value')], of.line);
    for (const interval of intervals(boundsOf(of))) ask(of, { [key]: interval });
  },
});

const anyOf = (patterns: readonly string[]): string => searched(patterns.map((each) => `(?:${each})`).join('|'));
const anyLike = (patterns: readonly string[]): string => patterns.map((each) => `(?:${like(each)})`).join('|');
const REGEX = 'found anywhere in the value, as RE2: look-around and back-references are errors';
const TYPED =
  'without a stated type, that of the bounds is asked for too; NaN breaks a bound here and is missing there';
const REPEATS = 'GX counts every row of a repeated value, we those beyond the first; the verdict is the same';

/** Python, SQL and Spark names of types; unlisted ones are errors. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(u?int(8|16|32|64)?|(big|small|tiny)?int(eger)?|(integer|long|short|byte)type|int_|hugeint)$/i, 'integer'],
  [/^(float(16|32|64)?|float_|double|real|number|numeric|decimal|(float|double|decimal)type)(\(.*\))?$/i, 'number'],
  [/^(str|object|string|text|varchar|char|stringtype|object_)(\(.*\))?$/i, 'string'],
  [/^(bool|boolean|bool_|booleantype)$/i, 'boolean'],
  [/^(datetime64(\[.*\])?|timestamp(tz|type)?|datetime)$/i, 'timestamp'],
  [/^(date|datetype)$/i, 'date'],
];

/** The logical type of a type's name in pandas, SQL or Spark. */
export const logicalType = (name: string): string | undefined => TYPES.find(([pattern]) => pattern.test(name))?.[1];

function typed(of: Expectation, names: readonly string[]): void {
  const types = new Set(names.map(logicalType));
  if (types.has('number')) types.delete('integer');
  const [type] = types;
  const column = columnOf(of);
  const isPartial = (of.args.number('mostly') ?? 1) < 1;
  if (type === undefined || types.size > 1 || isPartial)
    of.draft.refuse(
      of.args.spot,
      of.rule,
      isPartial ? '`mostly` of a type' : 'no single type of ours is meant',
      column,
    );
  else of.draft.about(column, 'type', type, of.line);
}

const SKIPS: Readonly<Record<string, string>> = {
  both_values_are_missing: 'both',
  either_value_is_missing: 'either',
  never: 'never',
};

function compared(of: Expectation, op: string): void {
  const { args, draft, line, modifiers, rule } = of;
  const [left, right] = [args.text('column_A') ?? '', args.text('column_B') ?? ''];
  for (const column of [left, right]) draft.column(column, line);
  const skipped = args.text('ignore_row_if') ?? 'both_values_are_missing';
  const skip = Object.hasOwn(SKIPS, skipped) ? SKIPS[skipped] : undefined;
  const body = { left, op, right, skip_missing: skip, ...failingOf(args.number('mostly')), ...modifiers };
  if (skip === undefined) draft.refuse(args.at('ignore_row_if'), rule, `${skipped} is no value of \`ignore_row_if\``);
  else draft.check('compare', body, line);
}

function together(of: Expectation): void {
  const { args, draft, line, modifiers } = of;
  const columns = args.texts('column_list');
  for (const column of columns) draft.column(column, line);
  const skipped = args.text('ignore_row_if') ?? 'all_values_are_missing';
  const limit = failingOf(args.number('mostly'));
  if (skipped === 'any_value_is_missing') draft.check('unique', { columns, ...limit, ...modifiers }, line);
  else {
    const missing = columns.map((column) => `${named(column)} IS NULL`).join(' AND ');
    const where = skipped === 'never' ? {} : { where: `NOT (${missing})` };
    draft.check('duplicate_rows', { columns, ...limit, ...where, ...modifiers }, line);
  }
}

const PAIR = ['column_A', 'column_B', 'ignore_row_if'];

/** Expectations of Great Expectations by name; dbt_expectations has the same ones. */
export const EXPECTATIONS: Readonly<Record<string, Translation>> = {
  expect_column_to_exist: { native: 'a column', args: [], translate: (of) => of.draft.column(columnOf(of), of.line) },
  expect_table_columns_to_match_set: {
    native: 'columns, extra_columns',
    args: ['column_set', 'exact_match'],
    translate: ({ draft, args, line }) => {
      for (const column of args.texts('column_set')) draft.column(column, line);
      if (args.boolean('exact_match') ?? true) draft.top('extra_columns', 'fail', line);
    },
  },
  expect_table_row_count_to_be_between: {
    native: 'rows',
    note: 'an upper bound alone asks for one row too',
    args: BOUNDS,
    translate: (of) => {
      for (const between of intervals(boundsOf(of))) of.draft.check('rows', { between, ...of.modifiers }, of.line);
    },
  },
  expect_table_row_count_to_equal: {
    native: 'rows',
    args: ['value'],
    translate: ({ draft, args, modifiers, line }) =>
      draft.check('rows', { between: [args.number('value'), args.number('value')], ...modifiers }, line),
  },
  expect_column_values_to_be_unique: { native: 'unique', note: REPEATS, args: [], translate: (of) => unique(of) },
  expect_column_values_to_not_be_null: {
    native: 'nulls',
    args: [],
    translate: (of) => {
      const { failing = 0 } = failingOf(of.args.number('mostly'));
      of.draft.rule(columnOf(of), { nulls: failing }, of.modifiers, of.line);
    },
  },
  expect_column_values_to_be_null: {
    native: 'expr',
    args: [],
    translate: (of) => {
      of.draft.column(columnOf(of), of.line);
      const limit = failingOf(of.args.number('mostly'));
      const sql = `${named(columnOf(of))} IS NULL`;
      of.draft.check('expr', { name: `${columnOf(of)} is null`, sql, ...limit, ...of.modifiers }, of.line);
    },
  },
  expect_column_values_to_be_of_type: {
    native: 'type',
    note: 'a type of storage is asked for as the logical type of the values: `int64` as integer',
    args: ['type_'],
    translate: (of) => typed(of, of.args.texts('type_')),
  },
  expect_column_values_to_be_in_type_list: {
    native: 'type',
    note: 'the types must mean one logical type; integers with floats mean number',
    args: ['type_list'],
    translate: (of) => typed(of, of.args.texts('type_list')),
  },
  expect_column_values_to_be_in_set: {
    native: 'in',
    args: ['value_set'],
    translate: members('value_set', (values) => ({ in: values })),
  },
  expect_column_values_to_not_be_in_set: {
    native: 'not_in',
    args: ['value_set'],
    translate: members('value_set', (values) => ({ not_in: values })),
  },
  expect_column_distinct_values_to_be_in_set: {
    native: 'in',
    note: 'we count rows, GX distinct values; the verdict is the same',
    args: ['value_set'],
    translate: members('value_set', (values) => ({ in: values })),
  },
  expect_column_distinct_values_to_contain_set: {
    native: 'set: contains',
    args: ['value_set'],
    translate: members('value_set', (values) => ({ set: { contains: values } })),
  },
  expect_column_distinct_values_to_equal_set: {
    native: 'set: equals',
    args: ['value_set'],
    translate: members('value_set', (values) => ({ set: { equals: values } })),
  },
  expect_column_values_to_be_between: {
    native: 'min, max, exclusive_min, exclusive_max',
    note: TYPED,
    args: BOUNDS,
    translate: (of) => ask(of, valueBounds(boundsOf(of)), [of.args.value('min_value'), of.args.value('max_value')]),
  },
  expect_column_value_lengths_to_be_between: {
    native: 'min_length, max_length',
    args: BOUNDS,
    translate: (of) => {
      const { min, max, exclusiveMin, exclusiveMax } = boundsOf(of);
      of.draft.about(columnOf(of), 'type', 'string', of.line);
      ask(of, {
        ...(typeof min === 'number' && { min_length: exclusiveMin ? min + 1 : min }),
        ...(typeof max === 'number' && { max_length: exclusiveMax ? max - 1 : max }),
      });
    },
  },
  expect_column_value_lengths_to_equal: {
    native: 'min_length, max_length',
    args: ['value'],
    translate: (of) => {
      of.draft.about(columnOf(of), 'type', 'string', of.line);
      ask(of, { min_length: of.args.number('value'), max_length: of.args.number('value') });
    },
  },
  expect_column_values_to_match_regex: { ...patterned('pattern', 'regex', anyOf), note: REGEX },
  expect_column_values_to_not_match_regex: { ...patterned('not_pattern', 'regex', anyOf), note: REGEX },
  expect_column_values_to_match_regex_list: {
    native: 'pattern',
    note: REGEX,
    args: ['regex_list', 'match_on'],
    translate: (of) => {
      of.draft.about(columnOf(of), 'type', 'string', of.line);
      const patterns = of.args.texts('regex_list');
      if (of.args.text('match_on') !== 'all') ask(of, { pattern: anyOf(patterns) });
      else for (const each of patterns) ask(of, { pattern: anyOf([each]) });
    },
  },
  expect_column_values_to_not_match_regex_list: { ...patterned('not_pattern', 'regex_list', anyOf), note: REGEX },
  expect_column_values_to_match_like_pattern: patterned('pattern', 'like_pattern', anyLike),
  expect_column_values_to_not_match_like_pattern: patterned('not_pattern', 'like_pattern', anyLike),
  expect_column_values_to_not_match_like_pattern_list: patterned('not_pattern', 'like_pattern_list', anyLike),
  expect_column_values_to_match_strftime_format: {
    native: 'date_format',
    args: ['strftime_format'],
    translate: (of) => {
      of.draft.about(columnOf(of), 'type', 'string', of.line);
      ask(of, { date_format: of.args.text('strftime_format') });
    },
  },
  expect_column_values_to_be_json_parseable: {
    native: 'format: json',
    note: "Python's NaN and Infinity are not JSON here",
    args: [],
    translate: (of) => {
      of.draft.about(columnOf(of), 'type', 'string', of.line);
      ask(of, { format: 'json' });
    },
  },
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
      const ranges = of.args.below('quantile_ranges', ['quantiles', 'value_ranges']);
      const values = ranges?.list('value_ranges') ?? [];
      of.draft.hint(columnOf(of), [0], of.line);
      const quantile = new Map(ranges?.list('quantiles').map((q, at) => [String(q), values[at]] as const));
      ask(of, { quantile });
    },
  },
  expect_column_pair_values_to_be_equal: {
    native: 'compare',
    note: 'needs the type of both columns in the suite; rows are skipped as `ignore_row_if` says',
    args: PAIR,
    translate: (of) => compared(of, '='),
  },
  expect_column_pair_values_a_to_be_greater_than_b: {
    native: 'compare',
    note: 'needs the type of both columns in the suite; rows are skipped as `ignore_row_if` says',
    args: [...PAIR, 'or_equal'],
    translate: (of) => compared(of, of.args.boolean('or_equal') ? '>=' : '>'),
  },
  expect_compound_columns_to_be_unique: {
    native: 'unique or duplicate_rows',
    note: REPEATS,
    args: ['column_list', 'ignore_row_if'],
    translate: together,
  },
  unexpected_rows_expectation: {
    native: 'sql',
    note: '`{batch}` becomes `data`; the SQL is of DuckDB',
    args: ['unexpected_rows_query'],
    translate: ({ draft, args, modifiers, line, rule }) => {
      const query = (args.text('unexpected_rows_query') ?? '').replaceAll('{batch}', 'data');
      draft.check('sql', { name: modifiers.name ?? rule, query, rows: 0, ...modifiers }, line);
    },
  },
};

function unique(of: Expectation): void {
  if ((of.args.number('mostly') ?? 1) < 1)
    of.draft.refuse(of.args.spot, of.rule, 'with `mostly` GX counts every row of a repeated value', columnOf(of));
  else ask(of, { unique: true });
}

/** Expectations that we know and do not translate. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  expect_table_columns_to_match_ordered_list: 'the order of columns is not checked',
  expect_table_column_count_to_be_between: 'name the columns and set `extra_columns`',
  expect_table_column_count_to_equal: 'name the columns and set `extra_columns`',
  expect_table_row_count_to_equal_other_table: 'the other table is no input of the suite',
  expect_column_values_to_be_increasing: 'the order of rows is not checked',
  expect_column_values_to_be_decreasing: 'the order of rows is not checked',
  expect_column_values_to_be_dateutil_parseable:
    'dateutil guesses; state a format with expect_column_values_to_match_strftime_format',
  expect_column_values_to_match_json_schema: 'schemas of cells are not checked',
  expect_column_values_to_match_like_pattern_list: 'state one pattern',
  expect_column_value_z_scores_to_be_less_than: 'z-scores are not checked',
  expect_column_most_common_value_to_be_in_set: 'use `top_share` or `shares` in a native contract',
  expect_column_kl_divergence_to_be_less_than: 'distributions are compared by drift-check',
  expect_column_pair_values_to_be_in_set: 'pairs in a set are not checked',
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
