import { readFileSync } from 'node:fs';
import type { Case } from './case.ts';

const contract = `version: 2
models:
  - name: strikes
    columns:
      - name: id
        data_tests: [unique, not_null]
      - name: phase
        data_tests:
          - accepted_values: { arguments: { values: [approach, climb, descent, landing roll, take-off run] } }
          - relationships:
              arguments: { to: ref('phases'), field: phase }
              config: { severity: warn, where: "speed_knots > 150" }
      - name: speed_knots
        data_type: bigint
        data_tests:
          - not_null: { name: strict }
          - not_null: { name: some, config: { error_if: ">= 40", warn_if: "> 10" } }
          - not_null: { name: warned, config: { severity: warn } }
`;

export const DBT: readonly Case[] = [
  {
    tool: 'dbt',
    contract,
    ours: (found) => readFileSync(found.get('manifest')?.[0] ?? '', 'utf8'),
    rows: 'csv',
    namesAll: true,
    pairs: {
      unique_strikes_id: ['count', 'id.unique'],
      not_null_strikes_id: ['count', 'id.nulls'],
      // dbt counts values, we rows
      accepted_values_strikes_phase__approach__climb__descent__landing_roll__take_off_run: ['verdict', 'phase.in'],
      relationships_strikes_phase__phase__ref_phases_: ['count', 'refers(phase -> phases)'],
      strict: ['count', 'speed_knots.nulls'],
      some: ['count', 'speed_knots.nulls#2', 'speed_knots.nulls#3'],
      warned: ['count', 'speed_knots.nulls#4'],
    },
    left: { manifest: 'the path of the manifest' },
  },
];
