import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sectionText } from '@ml-actions/core/report/section-text';
import { beforeAll, describe, expect, test } from 'vitest';
import { runAction } from '../../../test/support/run-action.ts';
import { check, workspaceWith } from './fixture/check.ts';

const contract = `version: 1
data: { train: train.csv, test: test.csv }
key: [id]
columns:
  age: { type: integer, nulls: "<= 10%", min: 0, max: 120 }
  kind: { type: string, in: [bird, fish], severity: warn }
  weight: number
`;

describe('how it reads', () => {
  test('segments by the words of the contract, or by how many rows they have', async () => {
    const root = await workspaceWith({
      'data-contract.yaml': `version: 1
columns:
  kind: { type: string, in: [bird, fish], severity: info }
  age: { type: integer, max: 9, failing: "<= 10%", by: kind }
checks:
  - column: { name: age, mean: "<= 9", by: { columns: kind, min_n: 2 } }
`,
      'd.csv': 'kind,age\nbird,1\nbird,20\nfish,2\nfish,3\nHidden,30\n,4\n',
    });
    const { section, log, predicate } = await check(root, { data: ['d.csv'] });
    expect(
      sectionText(section)
        .split('\n')
        .filter((line) => line.includes(' by ')),
    ).toMatchInlineSnapshot(`
      [
        ""age.range by kind": 2 of 4 segments by kind; one of 1 row: 1 of 1 (100%); bird: 1 of 2 (50%); 2 of 9 rules failed, 1 broken and only told, 6 rows",
        "| ❌ | \`age.range by kind\` | at most 9, in each kind | 2 of 4 segments by kind; one of 1 row: 1 of 1 (100%); bird: 1 of 2 (50%) | 5 … | ≤ 10% | [line 4](/acme/birds/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/data-contract.yaml#L4) |",
        "| ❌ | \`age.mean by kind\` | at most 9, in each kind | 1 of 2 segments by kind; bird: 10.5; 2 with too few rows not judged |  |  | [line 6](/acme/birds/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/data-contract.yaml#L6) |",
        "Delimiter of \`data\`: \`,\`, found by itself.",
      ]
    `);
    expect(log.filter((line) => line.startsWith('error:'))).toMatchInlineSnapshot(`
      [
        "error: "age.range by kind" on data: 2 of 4 segments by kind; one of 1 row: 1 of 1 (100%); bird: 1 of 2 (50%), expected at most 9, in each kind; <= 10% may fail; d.csv: row 5 ….",
        "error: "age.mean by kind" on data: 1 of 2 segments by kind; bird: 10.5; 2 with too few rows not judged, expected at most 9, in each kind.",
      ]
    `);
    expect(JSON.stringify([section, log, predicate])).not.toContain('Hidden');
  });

  test('broken rules first, what holds folded', async () => {
    const root = await workspaceWith({
      'data-contract.yaml': contract,
      'train.csv': 'id;age;kind;weight\n1;30;bird;1\n2;-4;bee;2\n3;;fish;x\n',
      'test.csv': 'id;age;kind;weight\n4;30;bird;1\n',
    });
    const { section, log } = await check(root);
    expect(sectionText(section)).toMatchInlineSnapshot(`
      "### ❌ Data: FAIL

      "age.nulls": 1 of 3 (33%); 3 of 24 rules failed, 1 warning, 4 rows

      |  | data | rule | expected | failing | rows | allowed | contract |
      |:-:|---|---|---|--:|---|--:|--:|
      | ❌ | \`train\` | \`age.nulls\` | not missing | 1 of 3 (33%) | 3 | ≤ 10% | [line 5](/acme/birds/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/data-contract.yaml#L5) |
      | ❌ | \`train\` | \`age.range\` | 0 to 120 | 1 of 2 (50%) | 2 | none | [line 5](/acme/birds/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/data-contract.yaml#L5) |
      | ❌ | \`train\` | \`weight.type\` | number | 1 of 3 (33%) | 3 | none | [line 7](/acme/birds/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/data-contract.yaml#L7) |
      | ⚠️ | \`train\` | \`kind.in\` | one of bird, fish | 1 of 3 (33%) | 2 | none | [line 6](/acme/birds/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/data-contract.yaml#L6) |

      <details>
      <summary>4 rows read in 0.5 s</summary>

      | data | rows | columns | files | size | content |
      |---|--:|--:|--:|--:|---|
      | \`train\` | 3 | 4 | 1 csv | 52 B | \`fp1:f531bf49ebf0\` |
      | \`test\` | 1 | 4 | 1 csv | 31 B | \`fp1:e602b5d10073\` |

      Delimiter of \`train\`: \`;\`, found by itself.

      Delimiter of \`test\`: \`;\`, found by itself.

      Contract: \`data-contract.yaml\` at \`aaaaaaa\`. Bytes: \`c84c74df821f\`. DuckDB v1.5.5, exact counts, nothing sampled.

      </details>

      <details>
      <summary>20 rules passed</summary>

      | column | holds |
      |---|---|
      | \`age\` | the column is there · integer · not missing (test) · 0 to 120 (test) |
      | \`kind\` | the column is there · string · one of bird, fish (test) |
      | \`weight\` | the column is there · number (test) |
      | \`id\` | not missing · unique |
      | all columns | at least 1 row |

      </details>"
    `);
    expect(log.map((line) => line.replace(/\(\d+\.\d s/, '(0.5 s'))).toMatchInlineSnapshot(`
      [
        "info: Contract: data-contract.yaml",
        "info: train: 3 rows, 1 csv file, 52 B, delimiter ";" found",
        "info: test: 1 row, 1 csv file, 31 B, delimiter ";" found",
        "error: "age.nulls" on train: 1 of 3 (33%), expected not missing; <= 10% may fail; train.csv: row 3.",
        "error: "age.range" on train: 1 of 2 (50%), expected 0 to 120; train.csv: row 2.",
        "error: "weight.type" on train: 1 of 3 (33%), expected number; train.csv: row 3.",
        "warning: "kind.in" on train: 1 of 3 (33%), expected one of bird, fish; train.csv: row 2.",
        "info: FAIL: "age.nulls": 1 of 3 (33%); 3 of 24 rules failed, 1 warning, 4 rows (0.5 s, DuckDB v1.5.5)",
      ]
    `);
  });

  test('a missing column names the nearest there is; its key errs', async () => {
    const root = await workspaceWith({
      'data-contract.yaml': 'version: 1\ndata: d.csv\nkey: [idd]\ncolumns: { agee: integer }\n',
      'd.csv': 'id,age\n1,30\n',
    });
    const { outcome, section } = await check(root, { 'fail-on': 'never' });
    expect(outcome.exitCode).toBe(1);
    expect(section.word).toBe('ERROR');
    expect(section.body).toMatchInlineSnapshot(`
      "|  | rule | expected | failing | allowed | contract |
      |:-:|---|---|--:|--:|--:|
      | ⛔ | \`key.idd.nulls\` | not missing | column "idd" is missing |  | [line 3](/acme/birds/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/data-contract.yaml#L3) |
      | ⛔ | \`key(idd)\` | unique | column "idd" is missing |  | [line 3](/acme/birds/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/data-contract.yaml#L3) |
      | ❌ | \`agee.present\` | the column is there | the column is missing; the data has "age" |  | [line 4](/acme/birds/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/data-contract.yaml#L4) |"
    `);
  });
});

test('blank lines that the contract lets be are told', async () => {
  const root = await workspaceWith({
    'data-contract.yaml': 'version: 1\ndata: d.csv\nread: { csv: { blank_lines: skip } }\ncolumns: { a: integer }\n',
    'd.csv': 'a,b\n\n1,2\n\n\n3,4\n\n',
  });
  const { section, log } = await check(root);
  expect(log).toContain('info: data: 2 rows, 1 csv file, 16 B, delimiter "," found, 3 blank lines passed over');
  expect(sectionText(section)).toContain('Blank lines of `data`, passed over: 3.');
});

describe('annotations', () => {
  const names = Array.from({ length: 12 }, (_, at) => `c${at}`);
  const contract = [
    'version: 1',
    'data: d.csv',
    '# what comes first is not what breaks',
    'columns:',
    ...names.flatMap((name) => [`  ${name}:`, '    type: integer', '    max: 5']),
    'checks:',
    '  - unique: [c0]',
  ].join('\n');
  const files = { 'data-contract.yaml': contract, 'd.csv': `${names.join()}\n${names.map(() => 9).join()}\n` };

  test('stand on the line of their rule, ten at most; the log has the rest', async () => {
    const { stdout } = await runAction('validate-data', { workspace: await workspaceWith(files), inputs: {} });
    const placed = [...stdout.matchAll(/^::error file=data-contract\.yaml,line=(\d+)::"(\w+)\.range"/gm)];
    expect(placed.map(([, , name]) => name)).toEqual(names.slice(0, 10));
    const lines = contract.split('\n');
    for (const [, line, name] of placed) {
      expect(lines[Number(line) - 1]).toBe('    max: 5');
      expect(lines[Number(line) - 3]).toBe(`  ${name}:`);
    }
    expect(stdout).toContain('\nfail: "c10.range"');
    expect(stdout.match(/^::/gm)?.length).toBe(10);
  });
});

describe('fail-on', () => {
  const fails = {
    'data-contract.yaml': 'version: 1\ndata: d.csv\ncolumns: { a: { type: integer, max: 0 } }\n',
    'd.csv': 'a\n1\n',
  };
  const warns = {
    ...fails,
    'data-contract.yaml': fails['data-contract.yaml'].replace('max: 0', 'max: 0, severity: warn'),
  };

  test.each([
    [fails, 'fail', 'fail', 1],
    [fails, 'warn', 'fail', 1],
    [fails, 'never', 'fail', 0],
    [warns, 'fail', 'warn', 0],
    [warns, 'warn', 'warn', 1],
    [warns, 'never', 'warn', 0],
  ] as const)('%j under %s is %s, exit code %i', async (files, failOn, verdict, exitCode) => {
    const { outcome } = await check(await workspaceWith(files), { 'fail-on': failOn });
    expect({ verdict: outcome.outputs.verdict, exitCode: outcome.exitCode }).toEqual({ verdict, exitCode });
  });
});

describe('hostile names and values', () => {
  const column = '\u001b[31m::error::<img src=x>|`@octocat`](http://evil)\u202e';
  const value = 'SECRET-CELL-4711 ::set-output name=x::y <script>';
  const files = {
    'data-contract.yaml': `version: 1\ndata: d.csv\ncolumns:\n  ${JSON.stringify(column)}: { type: integer }\n  kind: { type: string, in: [bird], unique: true, pattern: "[a-z]+" }\n`,
    'd.csv': `"${column}",kind\n"${value}","${value}"\n1,"${value}"\n`,
  };
  let text: string;
  let outputs: string;

  beforeAll(async () => {
    const workspace = await workspaceWith(files);
    const step = await runAction('validate-data', { workspace, inputs: {} });
    for (const mark of ['\u001b', '\u202e']) expect(step.stdout).not.toContain(mark);
    expect(step.exitCode).toBe(1);
    const written = ['report', 'junit', 'record'].map((name) =>
      readFile(join(workspace, step.outputs[name] ?? ''), 'utf8'),
    );
    text = step.summary;
    outputs = [
      step.stdout,
      step.stderr,
      step.summary,
      JSON.stringify(step.outputs),
      ...(await Promise.all(written)),
    ].join('\n');
    const commands = step.stdout.split('\n').filter((line) => line.trimStart().startsWith('::'));
    expect(commands.every((line) => /^::(error|warning|notice) file=data-contract\.yaml,line=\d+::"/.test(line))).toBe(
      true,
    );
  });

  test('no value of a cell appears anywhere', () => {
    expect(outputs).not.toContain('SECRET-CELL');
    expect(outputs).not.toContain('4711');
  });

  test('a name is text: no tag, no mention, no link, no extra cell', () => {
    expect(text).not.toMatch(/<img|@octocat|\u202e/);
    expect(text).not.toMatch(/\]\(http:\/\/evil/);
    const rows = text.split('\n').filter((line) => line.startsWith('| ❌'));
    expect(rows.map((row) => row.split('|').length)).toEqual(rows.map(() => 9));
    expect(rows.length).toBe(4);
  });
});
