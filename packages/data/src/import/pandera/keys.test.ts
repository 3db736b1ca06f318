import { describeKeys, type Keys, type Place } from '../fixture/keys.ts';
import * as pandera from './keys.ts';

const schema = (more: Keys) => ({ schema_type: 'dataframe', columns: { a: { dtype: 'str' } }, ...more });
const column = (more: Keys) => schema({ columns: { a: { dtype: 'str', ...more } } });
const ages = { equal_to: ['x'], isin: ['x'], notin: ['x'], not_equal_to: ['x'], unique_values_eq: ['x'] };

const PANDERA: readonly Place[] = [
  [pandera.SCHEMA, schema, { schema_type: 'series', columns: { b: {} }, strict: true, unique: ['a'] }],
  [
    pandera.COLUMN,
    (more) =>
      column(
        'dtype' in more || Object.keys(more).some((key) => /than|range/.test(key)) ? { dtype: 'int64', ...more } : more,
      ),
    {
      dtype: 'bool',
      nullable: true,
      required: false,
      unique: true,
      checks: { isin: ['x'] },
      ...ages,
      greater_than: 1,
      greater_than_or_equal_to: 1,
      less_than: 1,
      less_than_or_equal_to: 1,
      in_range: { min_value: 1, max_value: 2 },
      str_matches: 'a',
      str_contains: 'a',
      str_startswith: 'a',
      str_endswith: 'a',
      str_length: { min_value: 1, max_value: 2 },
    },
  ],
  [
    pandera.OPTIONS,
    (more) => column({ checks: [{ value: ['x'], options: { check_name: 'isin', ...more } }] }),
    { check_name: 'notin', raise_warning: true },
  ],
];

describeKeys(PANDERA, pandera.VOCABULARIES);
