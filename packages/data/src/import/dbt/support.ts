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
    rule: 'data_type of a column',
    native: 'type',
    note: 'as the logical type of the values, whether or not the contract is enforced',
  },
  {
    rule: 'constraints not_null, unique, primary_key of a column',
    native: 'required, unique',
    note: 'of an enforced contract, with extra_columns: fail; where it is not enforced, dbt does not hold them either',
  },
  {
    rule: "singular tests; generic tests of one's own; unit tests",
    native: null,
    note: 'they are SQL of the warehouse; unit tests are of the code, not of data, and are left out',
  },
  { rule: 'a `where` or argument with Jinja', native: null, note: 'Jinja is never evaluated' },
  ...keySupport(VOCABULARIES),
];
