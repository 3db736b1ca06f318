import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openWorkspace, type Workspace } from '@ml-actions/data/fixture/workspace';
import { literal } from '@ml-actions/data/sql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runAction } from '../../../test/support/run-action.ts';
import { check, workspaceWith } from './fixture/check.ts';

/** No other text of the test holds one of these: a word, the same in other letters, and a number. */
const WORD = 'Zq7Hidden';
const NUMBER = '918273645';
const MARKS = [WORD, WORD.toLowerCase(), WORD.toUpperCase(), NUMBER, 'zq7', '918273'];

/** Two rows of one person and one of another; nothing is as the contract wants it. */
const rows = [
  { id: WORD, n: NUMBER, kind: WORD, at: '2999-01-01T00:00:00Z', pay: `{"${'a'}":"${WORD}"}`, y: `${WORD} cat` },
  { id: WORD, n: NUMBER, kind: WORD.toLowerCase(), at: WORD, pay: WORD, y: `${WORD} dog` },
  { id: 'b', n: WORD, kind: `${WORD}@mail.example`, at: '2999-01-02T00:00:00Z', pay: `[{"role":"${WORD}"}]`, y: '' },
];
const csv = (some: readonly Record<string, string>[]): string =>
  [Object.keys(rows[0] ?? {}), ...some.map((row) => Object.values(row))]
    .map((cells) => `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`)
    .join('');

/** Every kind of rule, broken; the condition of some errs in the middle of the data. */
const contract = (extension: string) => `version: 1
data: { train: train.${extension}, test: test.${extension} }
key: [id]
extra_columns: fail
columns:
  id: { type: string, unique: true, max_length: 3, missing: [b] }
  n:
    type: integer
    max: 5
    in: [1, 2]
    multiple_of: 7
    pii: true
    min_value: ">= 1e12"
    max_value: "<= 1"
    median: "<= 1"
    quantile: { 0.9: "<= 1" }
    distinct: ">= 9"
  kind:
    type: string
    in: [bird]
    not_in: [${WORD.slice(0, 3)}x]
    pattern: "[0-9]+"
    format: uuid
    variants: 0
    trim: true
    set: { equals: [bird] }
    top_share: "<= 0.1"
    distinct_share: ">= 0.99"
    shares: { bird: [0.9, 1] }
  at: { type: timestamp, past: true, fresh: 1d, pii: true }
labels: { column: y, missing: 0, in: [cat], conflicts: 0, min_share: 90%, ignore: [id, n, kind, at, pay] }
splits:
  inputs: [train, test]
  label: y
  entity: [id]
  overlap: 0
  input_overlap: 0
  entity_overlap: 0
  new_labels: 0
  new_categories: { kind: 0 }
  target_leak: "<= 0.1"
checks:
  - rows: ">= 100"
  - duplicate_rows: { columns: [id] }
  - unique: [id, n]
  - expr: { name: fails, sql: "kind = 'bird'" }
  - expr: { name: casts, sql: "CAST(kind AS INTEGER) > 0" }
  - expr: { name: says, sql: "error(kind)" }
  - column: { name: kind, in: [bird], where: "CAST(id AS DATE) > '2020-01-01'" }
  - column: { name: n, max: 5, median: "<= 1", max_value: "<= 1", by: kind }
  - unique: { columns: [id], by: [kind, y] }
  - expr: { name: groups, sql: "CAST(kind AS INTEGER) > 0", by: id }
  - sql: { name: q, query: "SELECT max(CAST(kind AS INTEGER)) FROM train", value: "<= 1" }
  - refers: { columns: [id], to: other.csv, key: [k] }
  - text: { column: kind, characters: [1, 2], tokens: [1, 1], duplicates: 0, utf8: 0 }
  - pii: { columns: all }
  - chat: { column: pay }
  - json_schema: { column: pay, schema: { type: object, properties: { a: { type: integer } } } }
  - images: { column: kind, root: . }
  - files: { count: 9 }
`;

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

/** Every file of the workspace but the data and the contract. */
async function filesIn(workspace: string): Promise<Record<string, string>> {
  const entries = await readdir(workspace, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !/^(train|test|other|data-contract|d)\./.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map((file) => readFile(file, 'latin1')));
  return Object.fromEntries(files.map((file, at) => [file, texts[at] ?? '']));
}

/** Everything that a step left behind: what it printed, its outputs, and every file. */
async function leftBy(workspace: string, inputs: Readonly<Record<string, string>> = {}) {
  const step = await runAction('validate-data', { workspace, inputs });
  const { stdout, stderr, summary, outputs } = step;
  const all = { stdout, stderr, summary, outputs: JSON.stringify(outputs), ...(await filesIn(workspace)) };
  return { step, all };
}

function expectNoMark(all: Readonly<Record<string, string>>): void {
  for (const [where, text] of Object.entries(all))
    for (const mark of MARKS) expect(text.includes(mark) ? `${where}: ${text}` : '', `${mark} in ${where}`).toBe('');
}

/** The same rows in another format. */
async function dataIn(extension: string): Promise<Record<string, string | Uint8Array>> {
  const test1 = rows.slice(0, 2);
  const as: Record<string, (some: typeof rows) => string | Promise<Uint8Array>> = {
    csv,
    jsonl: (some) => some.map((row) => `${JSON.stringify(row)}\n`).join(''),
    json: (some) => JSON.stringify(some, null, 1),
    parquet: async (some) => {
      const values = some.map((row) => `(${Object.values(row).map(literal).join(', ')})`).join(', ');
      const file = join(space.root, 'made.parquet');
      await space.engine.rows(
        `COPY (SELECT * FROM (VALUES ${values}) AS v(id, n, kind, "at", pay, y)) TO ${literal(file)} (FORMAT parquet)`,
      );
      return readFile(file);
    },
  };
  const write = as[extension] ?? csv;
  return { [`train.${extension}`]: await write(rows), [`test.${extension}`]: await write(test1) };
}

describe('no cell value is told with `samples: none`', () => {
  test.each(['csv', 'jsonl', 'json', 'parquet'])(
    'by any kind of rule that is broken or errs: %s',
    async (extension) => {
      const workspace = await workspaceWith({
        ...(await dataIn(extension)),
        'other.csv': 'k\nz\n',
        'data-contract.yaml': contract(extension),
      });
      const { step, all } = await leftBy(workspace);
      expect(step.outputs.verdict).toBe('error');
      const report = JSON.parse(await readFile(join(workspace, step.outputs.report ?? ''), 'utf8'));
      const kinds = (status: string) =>
        new Set(
          report.rules
            .filter((rule: { status: string }) => rule.status === status)
            .map(({ kind }: { kind: string }) => kind),
        );
      expect([...kinds('error')]).toEqual(expect.arrayContaining(['expr', 'in', 'sql']));
      expect(kinds('fail').size).toBeGreaterThan(30);
      expectNoMark(all);
    },
  );

  const good = 'version: 1\ndata: d.csv\ncolumns: { a: { type: integer } }\n';
  const damaged: readonly (readonly [what: string, name: string, content: string | Uint8Array])[] = [
    ['another number of fields', 'd.csv', `a,b\n1,2\n${WORD},${NUMBER},${WORD}\n`],
    ['a quote that is never closed', 'd.csv', `a,b\n1,2\n"${WORD},${NUMBER}\n`],
    ['a character behind a quote', 'd.csv', `a,b\n"1"${WORD},${NUMBER}\n`],
    ['bytes that are no text', 'd.csv', Buffer.concat([Buffer.from(`a\n${WORD}`), Buffer.from([0xff, 0xfe]), Buffer.from(`${NUMBER}\n`)])],
    ['a file cut short', 'd.csv.gz', gzipSync(`a\n${`${WORD}${Math.PI}\n`.repeat(50_000)}`).subarray(0, 200)],
    ['a header that is data twice', 'd.csv', 'a,a\n1,2\n'],
    ['JSON cut short', 'd.jsonl', `{"a":"${WORD}"}\n{"a":"${NUMBER}`],
    ['JSON with a word in it', 'd.jsonl', `{"a":1}\n{"a":${WORD}}\n`],
    ['JSON that is a list of texts', 'd.json', `["${WORD}","${NUMBER}"]`],
    ['JSON behind JSON', 'd.jsonl', `{"a":1} ${WORD}\n`],
    ['text that is no Parquet', 'd.parquet', `${WORD}${NUMBER}`],
    ['Parquet with another middle', 'd.parquet', `PAR1${WORD}${NUMBER}PAR1`],
  ]; // biome-ignore format: one glance
  test.each(damaged)('by an error about the file: %s', async (_, name, content) => {
    const workspace = await workspaceWith({ [name]: content, 'data-contract.yaml': good.replace('d.csv', name) });
    const error: unknown = await check(workspace).catch((thrown: unknown) => thrown);
    expect((error as Error).name).toMatch(/^(Input|Service)Error$/);
    expectNoMark({ error: (error as Error).message, ...(await filesIn(workspace)) });
  });

  test('by a change against earlier data, or a contract that nobody can read', async () => {
    const data = { 'd.csv': `a,b\n${WORD},${NUMBER}\n` };
    const changes = `version: 1\ndata: d.csv\ncolumns: { a: { distinct: ">= 1" } }\nschema_change: fail\nchecks: [{ change: { of: a.distinct, by: 0 } }]\n`;
    expectNoMark((await leftBy(await workspaceWith({ ...data, 'data-contract.yaml': changes }))).all);
    expectNoMark((await leftBy(await workspaceWith({ ...data, 'data-contract.yaml': 'version: 1\ncolumns: [' }))).all);
  });
});

describe('personal data is never told', () => {
  test.each(['masked', 'values-in-public'])('not with `samples: %s`', async (samples) => {
    const workspace = await workspaceWith({ 'other.csv': 'k\nz\n' });
    await writeFile(join(workspace, 'd.csv'), csv(rows));
    const personal = contract('csv')
      .replace(/^data: .*$/m, 'data: { train: d.csv, test: d.csv }')
      .replace(/^ {2}(id|kind): *(\{ ?)?/gm, (line) =>
        line.includes('{') ? `${line}pii: true, ` : `${line}\n    pii: true`,
      )
      .replace('pii: { columns: all }', 'pii: { columns: [pay, y] }');
    await writeFile(join(workspace, 'data-contract.yaml'), personal);
    const { step, all } = await leftBy(workspace, { samples });
    expect(step.outputs['failing-rows']).toMatch(/parquet$/);
    expectNoMark(all);
  });
});
