import { describeKeys, type Keys, type Place } from '../fixture/keys.ts';
import * as dbt from './keys.ts';

const MODEL = 'model.p.t';
const ARGS = { column_name: 'a', model: "{{ get_where_subquery(ref('t')) }}" };

const manifest = (test: Keys, model: Keys = {}) => ({
  metadata: {},
  nodes: {
    [MODEL]: { resource_type: 'model', ...model },
    'test.p.one': {
      resource_type: 'test',
      attached_node: MODEL,
      column_name: 'a',
      test_metadata: { name: 'not_null', kwargs: ARGS },
      ...test,
    },
  },
});
const contracted = (columns: Keys, model: Keys = {}) =>
  manifest({}, { contract: { enforced: true }, columns, ...model });

const DBT: readonly Place[] = [
  [
    dbt.CONFIG,
    (config) => manifest({ config }),
    { enabled: false, severity: 'warn', where: 'a > 1', warn_if: '> 5', error_if: '> 5' },
  ],
  [
    dbt.METADATA,
    (more) => manifest({ test_metadata: { name: 'not_null', kwargs: ARGS, ...more } }),
    { name: 'unique', namespace: 'mine', kwargs: { ...ARGS, values: [1] } },
  ],
  [
    dbt.COLUMN,
    (more) => contracted({ b: { name: 'b', ...more } }),
    { data_type: 'integer', constraints: [{ type: 'not_null' }] },
  ],
  [dbt.CONSTRAINT, (more) => contracted({ b: { constraints: [{ type: 'not_null', ...more }] } }), { type: 'unique' }],
];

describeKeys(DBT, dbt.VOCABULARIES);
