import { EXPECTATION_SUPPORT } from '../expectation/expectations.ts';
import { keySupport } from '../vocabulary.ts';
import type { Support } from '../words.ts';
import { VOCABULARIES } from './keys.ts';
import { TESTS } from './tests.ts';

export const DBT_SUPPORT: readonly Support[] = [
  ...Object.entries(TESTS).map(([rule, { native, note }]) => ({ rule, native, ...(note !== undefined && { note }) })),
  ...EXPECTATION_SUPPORT.filter(({ rule }) => rule.startsWith('expect_')).map((each) => ({
    ...each,
    rule: `dbt_expectations.${each.rule}`,
  })),
  {
    rule: 'config where, severity, error_if, warn_if',
    native: 'where, severity, failing',
    note: 'limits are `!= 0`, `> n` or `>= n`; where they differ, a warning and a failure are two rules',
  },
  {
    rule: 'an enforced contract of the model',
    native: 'type, required, unique, extra_columns: fail',
    note: 'data types are the logical types of the values; where it is not enforced, dbt does not hold it either',
  },
  {
    rule: "singular tests; generic tests of one's own; unit tests",
    native: null,
    note: 'they are SQL of the warehouse; unit tests are of the code, not of data, and are left out',
  },
  { rule: 'a `where` or argument with Jinja', native: null, note: 'Jinja is never evaluated' },
  ...keySupport(VOCABULARIES),
];
