import { EXPECTATION_SUPPORT } from '../expectation/expectations.ts';
import { keySupport } from '../vocabulary.ts';
import type { Support } from '../words.ts';
import { VOCABULARIES } from './keys.ts';
import { SEVERITY } from './suite.ts';

export const GX_SUPPORT: readonly Support[] = [
  ...EXPECTATION_SUPPORT,
  {
    rule: 'row_condition: objects (1.6 and later); `col("a") > 1` of GX; pandas; Spark',
    native: 'where',
    note: 'comparisons, `in`, null tests, and, or; a missing value is unequal to everything, as in pandas, but not in Spark',
  },
  {
    rule: 'row_condition with anything else, or of a type or of the presence of columns',
    native: null,
    note: 'it is no condition of rows that is known here',
  },
  {
    rule: `severity ${Object.keys(SEVERITY).join(', ')}`,
    native: 'severity',
    note: 'types and the presence of columns always fail',
  },
  { rule: '$PARAMETER', native: null, note: 'has a value only while GX runs' },
  ...keySupport(VOCABULARIES),
];
