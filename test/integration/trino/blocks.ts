import { checkData } from '@ml-actions/data/check';
import { parseContract } from '@ml-actions/data/contract/native';
import type { RuleResult } from '@ml-actions/data/result';
import type { Source, Table } from '@ml-actions/data/source';
import { checkTables } from '@ml-actions/data/trino/check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Shared } from './drift.ts';

const told = ({ source, id, status, failing, of, got, note }: RuleResult) =>
  `${source}: ${id} ${status} ${failing}/${of} ${got ?? ''} ${note ?? ''}`.trim();

const train = `SELECT CAST(i AS INTEGER) AS id, CAST(i % 40 AS INTEGER) AS member, CASE WHEN i % 9 = 0 THEN NULL ELSE i % 4 END AS a,
  CASE i % 6 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN -0.0 WHEN 2 THEN NULL ELSE i % 6 / 2 END AS b,
  CASE WHEN i % 11 = 0 THEN NULL WHEN i % 3 = 0 THEN 'cat' ELSE 'dog' END AS kind, CAST(i % 2 AS DOUBLE) AS y,
  TIMESTAMP '2024-01-01' + to_hours(CAST(i AS INTEGER)) AS at FROM range(200) AS r(i)`;
/** Numbers of other types, 0 for -0, another class, another kind, times that overlap. */
const later = `SELECT CAST(i AS BIGINT) AS id, CAST(30 + i % 30 AS BIGINT) AS member, CASE WHEN i % 9 = 0 THEN NULL ELSE i % 5 END AS a,
  CASE i % 6 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN 0.0 WHEN 2 THEN NULL ELSE i % 6 / 2 END AS b,
  CASE WHEN i % 7 = 0 THEN 'cow' WHEN i % 3 = 0 THEN 'cat' ELSE 'dog' END AS kind, CAST(i % 3 AS DOUBLE) AS y,
  TIMESTAMP '2024-01-08' + to_hours(CAST(i AS INTEGER)) AS at FROM range(120) AS r(i)`;
const members = `SELECT CAST(i AS DOUBLE) AS id, 'dog' AS kind, CASE WHEN i % 2 = 0 THEN 'nan'::DOUBLE ELSE -0.0 END AS b FROM range(50) AS r(i)`;

/** Tests of rules that compare tables or group them; the server is the one of all tests of Trino. */
export function blockTests(shared: () => Shared): void {
  describe('rules that compare', () => {
    let files: Source[];
    let tables: Table[];
    beforeAll(async () => {
      const { inBoth } = shared();
      const both = [
        { ...(await inBoth('split_train', train)), name: 'train' },
        { ...(await inBoth('split_test', later)), name: 'test' },
        { ...(await inBoth('members', members)), name: 'members' },
      ];
      files = both.map(({ file, name }) => ({ ...file, name }));
      tables = both.map(({ table, name }) => ({ ...table, name }));
    });

    async function both(rules: string) {
      const { space, trino } = shared();
      const contract = parseContract(`version: 1\n${rules}`, 'data-contract.yaml');
      const from = { workspace: space.root, base: space.root };
      const here = await checkData({ engine: space.engine, sources: files, contract, files: from });
      const there = await checkTables(trino, tables, contract);
      const kinds = /^(splits|labels|refers)/;
      const asked = (rulesOf: readonly RuleResult[]) => rulesOf.filter(({ id }) => kinds.test(id)).map(told);
      return { here: asked(here.rules), there: asked(there.rules) };
    }

    test.each([
      [
        'splits',
        'splits: { inputs: [train, test], label: y, entity: [member], time: at, ignore: [at], overlap: 0, input_overlap: 0, entity_overlap: 0, time_order: true, shared_dates: 0, new_labels: 0, new_categories: { kind: 0, a: 0 }, sizes: { train: ">= 100", test: "> 200" }, ratio: ">= 0.9" }',
      ],
      [
        'splits with a condition',
        'splits: { inputs: [train, test], entity: [member, kind], where: "id < 60", overlap: 0, entity_overlap: 0, ignore: [at, member] }',
      ],
      [
        'labels',
        'labels: { column: y, inputs: [train, test], missing: 0, in: [0, 1, 9], min_share: 40%, imbalance: ">= 0.9", conflicts: 0, ignore: [at, member] }',
      ],
      [
        'labels with gaps',
        'labels: { column: kind, inputs: [train, test], where: "a > 0", missing: 0, in: [cat, dog], min_share: 10%, imbalance: ">= 0.1", conflicts: 0, ignore: [at, member, y] }',
      ],
      [
        'foreign keys',
        'checks:\n  - refers: { columns: [member], to: members, key: [id] }\n  - refers: { columns: [member, kind], to: members, key: [id, kind], failing: 10 }\n  - refers: { columns: [b], to: members }',
      ],
    ])('find the same in tables: %s', async (_, rules) => {
      const { here, there } = await both(rules);
      expect(there).toEqual(here);
      expect(here.filter((line) => / error /.test(line))).toEqual([]);
      expect(here.some((line) => / fail /.test(line))).toBe(true);
    });

    test('what needs values here, or is not there, is an error of its rule', async () => {
      const { there } = await both(
        'splits: { inputs: [train, test], label: y, time: kind, time_order: true, entity: [nobody], entity_overlap: 0, target_leak: "<= 0.9" }\nchecks:\n  - refers: { columns: [member], to: members.parquet, key: [id] }\n',
      );
      expect(there).toMatchInlineSnapshot(`
        [
          "train: refers(member -> members.parquet) error null/null  \`to\` names no input; name the other table among the \`data\`, as \`name=catalog.schema.table\`",
          "test: refers(member -> members.parquet) error null/null  \`to\` names no input; name the other table among the \`data\`, as \`name=catalog.schema.table\`",
          "members: refers(member -> members.parquet) error null/null  \`to\` names no input; name the other table among the \`data\`, as \`name=catalog.schema.table\`",
          "train, test: splits.entity_overlap error null/null  column "nobody" is missing in train",
          "train, test: splits.time_order error null/null  the column holds no dates, timestamps or numbers",
          "train, test: splits.target_leak error null/null  \`engine: trino\` looks for no leaks; \`duckdb\` does, in files",
        ]
      `);
    });
  });
}
