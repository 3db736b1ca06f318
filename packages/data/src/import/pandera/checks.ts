import type { Entries } from '../values.ts';
import { escaped, fromStart, searched, valueBounds } from '../words.ts';

type Native = Readonly<Record<string, unknown>>;

interface Check {
  readonly native: string;
  readonly note?: string;
  /** its arguments as pandera names them; a single one may also be called `value`, or stand bare */
  readonly args: readonly string[];
  /** operands, for the type of a column without one */
  readonly operands?: (args: Entries) => readonly unknown[];
  readonly keys: (args: Entries) => Native;
}

const PREFIX = 'tried at the beginning of the value, as RE2: look-around and back-references are errors';

/** The name under which a check's only argument stands. */
const under = (args: Entries, name: string): string => (args.has('value') ? 'value' : name);

const one = (native: string, name: string): Check => ({
  native,
  args: [name],
  operands: (args) => [args.value(under(args, name))],
  keys: (args) => ({ [native]: args.value(under(args, name)) }),
});
const list = (
  native: string,
  name: string,
  wrap: (values: readonly unknown[]) => unknown = (values) => values,
): Check => ({
  native,
  args: [name],
  operands: (args) => args.list(under(args, name)),
  keys: (args) => ({ [native]: wrap(args.list(under(args, name))) }),
});
const pattern = (name: string, make: (text: string) => string, note?: string): Check => ({
  native: 'pattern',
  ...(note !== undefined && { note }),
  args: [name],
  keys: (args) => ({ pattern: make(args.text(under(args, name)) ?? '') }),
});

/** Checks of pandera that have a native rule; they are the ones that its YAML can hold. */
export const CHECKS: Readonly<Record<string, Check>> = {
  equal_to: list('in', 'value'),
  not_equal_to: list('not_in', 'value'),
  greater_than: one('exclusive_min', 'min_value'),
  greater_than_or_equal_to: one('min', 'min_value'),
  less_than: one('exclusive_max', 'max_value'),
  less_than_or_equal_to: one('max', 'max_value'),
  in_range: {
    native: 'min, max, exclusive_min, exclusive_max',
    args: ['min_value', 'max_value', 'include_min', 'include_max'],
    operands: (args) => [args.value('min_value'), args.value('max_value')],
    keys: (args) =>
      valueBounds({
        min: args.value('min_value'),
        max: args.value('max_value'),
        exclusiveMin: args.boolean('include_min') === false,
        exclusiveMax: args.boolean('include_max') === false,
      }),
  },
  isin: list('in', 'allowed_values'),
  notin: list('not_in', 'forbidden_values'),
  unique_values_eq: list('set', 'values', (values) => ({ equals: values })),
  str_matches: pattern('pattern', fromStart, PREFIX),
  str_contains: pattern('pattern', searched, 'found anywhere in the value, as RE2'),
  str_startswith: pattern('string', (text) => fromStart(escaped(text))),
  str_endswith: pattern('string', (text) => `[\\s\\S]*${escaped(text)}`),
  str_length: {
    native: 'min_length, max_length',
    args: ['min_value', 'max_value', 'exact_value'],
    keys: (args) => {
      const exact = args.value('exact_value');
      return {
        ...((args.has('min_value') || exact !== undefined) && { min_length: exact ?? args.value('min_value') }),
        ...((args.has('max_value') || exact !== undefined) && { max_length: exact ?? args.value('max_value') }),
      };
    },
  },
};
