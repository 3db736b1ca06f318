import { describeKeys, type Keys, type Place } from '../fixture/keys.ts';
import type { Vocabulary } from '../vocabulary.ts';
import * as soda from './keys.ts';

const contract = (more: Keys) => ({ dataset: 'd', columns: [{ name: 'a' }], ...more });
const column = (more: Keys) => contract({ columns: [{ name: 'a', ...more }] });
const check = (rule: string, more: Keys) => column({ checks: [{ [rule]: more }] });
const ofTable = (rule: string, more: Keys) => contract({ checks: [{ [rule]: more }] });
const threshold = (more: Keys) => check('missing', { threshold: { metric: 'count', ...more } });
const bound = { must_be_less_than: 5 };
const operators = Object.fromEntries(Object.keys(soda.OPERATORS).map((key) => [key, 9]));
const hasOperator = (more: Keys): boolean =>
  [...Object.keys(soda.OPERATORS), 'must_be_between'].some((key) => key in more);
const common = { threshold: bound, filter: 'a > 1' };
const format = (regex: string) => ({ regex, name: 'n' });

const times = ['a', 'b'].map((name) => ({ name, data_type: 'timestamp' }));
const fresh = (more: Keys) => contract({ columns: times, checks: [{ freshness: { column: 'a', ...more } }] });
const aged = (more: Keys) => fresh({ threshold: { unit: 'day', ...more } });

const CHECKS: Readonly<Record<string, readonly [(more: Keys) => object, Keys]>> = {
  missing: [(more) => check('missing', more), { ...common, missing_values: ['NA'], missing_format: format('x') }],
  invalid: [
    (more) => check('invalid', { valid_values: ['x'], ...more }),
    {
      ...common,
      valid_values: ['y'],
      invalid_values: ['y'],
      valid_min: 1,
      valid_max: 1,
      valid_min_length: 1,
      valid_max_length: 1,
      valid_length: 1,
      valid_format: format('x'),
      invalid_format: format('x'),
    },
  ],
  duplicate: [(more) => ofTable('duplicate', { columns: ['a'], ...more }), { ...common, columns: ['b'] }],
  aggregate: [
    (more) =>
      column({
        data_type: 'integer',
        checks: [{ aggregate: { function: 'avg', threshold: { must_be: 1 }, ...more } }],
      }),
    { ...common, function: 'sum' },
  ],
  failed_rows: [
    (more) => ofTable('failed_rows', 'query' in more ? more : { expression: 'a > 1', ...more }),
    { ...common, expression: 'a > 2', query: 'select 1', name: 'n' },
  ],
  schema: [(more) => ofTable('schema', more), { threshold: { level: 'warn' }, allow_extra_columns: true }],
  row_count: [(more) => ofTable('row_count', more), common],
  freshness: [(more) => fresh({ threshold: { unit: 'day', ...bound }, ...more }), { ...common, column: 'b' }],
};

const SODA: readonly Place[] = [
  [
    soda.CONTRACT,
    contract,
    {
      columns: [{ name: 'b' }],
      checks: [{ row_count: { threshold: { must_be_greater_than: 9 } } }],
      filter: '${var.day}',
    },
  ],
  [
    soda.COLUMN,
    column,
    {
      name: 'b',
      data_type: 'integer',
      character_maximum_length: 5,
      optional: true,
      checks: [{ missing: null }],
      missing_values: ['NA'],
    },
  ],
  [
    soda.THRESHOLD,
    (more) => threshold({ ...(hasOperator(more) ? {} : bound), ...more }),
    {
      ...operators,
      must_be_between: { greater_than_or_equal: 0, less_than: 9 },
      level: 'warn',
      metric: 'percent',
      additional: { must_be_less_than: 3, level: 'warn' },
    },
  ],
  [
    soda.FRESHNESS,
    (more) => aged({ ...(hasOperator(more) ? {} : bound), ...more }),
    {
      ...operators,
      must_be_less_than: 9,
      must_be_between: { greater_than_or_equal: 0, less_than: 9 },
      level: 'warn',
      additional: { must_be_less_than: 3, level: 'warn' },
      unit: 'minute',
    },
  ],
  [
    soda.ADDITIONAL,
    (more) => threshold({ ...bound, additional: { ...(hasOperator(more) ? {} : { must_be_less_than: 3 }), ...more } }),
    { ...operators, must_be_between: { greater_than_or_equal: 0, less_than: 9 }, level: 'warn' },
  ],
  [
    soda.BETWEEN,
    (more) =>
      threshold({
        must_be_between: {
          ...('less_than' in more ? {} : { less_than_or_equal: 9 }),
          greater_than_or_equal: 0,
          ...more,
        },
      }),
    { greater_than: 1, greater_than_or_equal: 1, less_than: 8, less_than_or_equal: 8 },
  ],
  [soda.FORMAT, (more) => check('invalid', { valid_format: { regex: 'x', ...more } }), { regex: 'y' }],
  ...Object.entries(CHECKS).map(
    ([rule, [document, samples]]): Place => [soda.CHECKS[rule] as Vocabulary, document, samples],
  ),
];

describeKeys(SODA, soda.VOCABULARIES);
