import { unpadded } from '../../check/date-form.ts';
import { failingOf, like, searched } from '../words.ts';
import { ask, BOUNDS, boundsOf, columnOf, patterned, type Translation } from './translation.ts';

const anyOf = (patterns: readonly string[]): string => searched(patterns.map((each) => `(?:${each})`).join('|'));
const anyLike = (patterns: readonly string[]): string => patterns.map((each) => `(?:${like(each)})`).join('|');
const REGEX = 'found anywhere in the value, as RE2: look-around and back-references are errors';
/** Expectations of the text of each value. */
export const TEXTS: Readonly<Record<string, Translation>> = {
  expect_column_value_lengths_to_be_between: {
    native: 'min_length, max_length',
    args: BOUNDS,
    translate: (of) => {
      const { min, max, exclusiveMin, exclusiveMax } = boundsOf(of);
      of.draft.about(columnOf(of), 'type', 'string', of.line);
      ask(of, {
        ...(min !== undefined && { min_length: typeof min === 'number' && exclusiveMin ? min + 1 : min }),
        ...(max !== undefined && { max_length: typeof max === 'number' && exclusiveMax ? max - 1 : max }),
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
      const format = of.args.text('strftime_format');
      ask(of, { date_format: format && unpadded(format) });
    },
  },
  expect_column_values_to_match_json_schema: {
    native: 'json_schema',
    args: ['json_schema'],
    translate: (of) => {
      const { draft, args, modifiers, line } = of;
      draft.column(columnOf(of), line);
      const limit = failingOf(args.number('mostly'));
      draft.check(
        'json_schema',
        { column: columnOf(of), schema: args.value('json_schema'), ...limit, ...modifiers },
        line,
      );
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
};
