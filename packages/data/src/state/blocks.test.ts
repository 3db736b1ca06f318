import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import { birdstrikes, divisions } from '../fixture/divisions.ts';
import { gifBytes, pngBytes } from '../fixture/images.ts';
import { checkedWhole, type Inputs, mapAll, mapped, reduced } from '../fixture/sharded.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
  await mkdir(join(space.root, 'images'));
  await space.write('images/0.png', pngBytes(100, 50));
  await space.write('images/1.png', pngBytes(100, 50));
  await space.write('images/2.gif', gifBytes(10, 10));
  await space.write('images/3.png', 'no image');
});
afterAll(() => space.close());

/** Every block that looks at rows, on records whose faults lie in any shard. */
const BLOCKS = `
version: 1
missing: [NA]
columns: { damage: { type: integer }, id: { type: string, pii: true } }
checks:
  - text: { column: note, tokens: [4, 8], characters: "<= 30", utf8: 1, duplicates: "<= 20%" }
  - text: { column: note, characters: "<= 15", where: "damage = 1" }
  - text: { column: nowhere, duplicates: 0 }
  - chat: { column: talk, last: assistant }
  - json_schema: { column: meta, schema: { type: object, required: [speed], properties: { speed: { maximum: 150 }, phase: { type: string } } } }
  - pii: { columns: all, limit: 0 }
  - pii: { kinds: [card], columns: [note] }
  - duplicate_columns: all
  - duplicate_columns: { columns: [phase, twin, nearly, empty, empty_too], where: "id <> '0'" }
  - images: { column: picture, root: images, formats: [png], width: ">= 50", duplicates: 0, boxes: { column: box, layout: xyxy }, classes: { column: damage, in: [0] } }
`;

/** What inputs share, and which rows contradict each other. */
const SHARED = `
version: 1
missing: [NA]
columns: { damage: { type: integer } }
labels: { column: damage, inputs: [train], conflicts: 0, ignore: [meta, talk, nearly, picture, box] }
splits: { inputs: [train, test], label: damage, ignore: [meta, talk, picture, box], overlap: 0, input_overlap: "<= 90%", entity: [operator], entity_overlap: "<= 3" }
`;

/** The example's records with what blocks look at, as one table of the engine. */
const TABLE = `SELECT i, id, phase, phase AS twin, operator, damage,
    CASE WHEN i = 17 THEN 'x' ELSE phase END AS nearly, NULL::VARCHAR AS empty, NULL::VARCHAR AS empty_too,
    CASE WHEN i % 50 = 3 THEN 'ann' || i || '@mail.example' WHEN i % 60 = 4 THEN 'caf\ufffd' WHEN i % 70 = 6 THEN NULL
      WHEN i = 30 THEN 'NA' WHEN i = 31 THEN '4111111111111111' ELSE phase || ' ' || speed END AS note,
    CASE i % 5 WHEN 0 THEN '[]' WHEN 1 THEN '[{"role":"user","content":"a"}]' WHEN 2 THEN NULL
      ELSE '[{"role":"user","content":"a"},{"role":"assistant","content":"' || CASE WHEN i % 9 = 0 THEN '' ELSE 'b' END || '"}]' END AS talk,
    CASE WHEN i % 40 = 1 THEN 'no json' WHEN i % 45 = 1 THEN '{}' ELSE '{"speed":' || speed || ',"phase":"x"}' END AS meta,
    CASE WHEN i % 11 > 0 THEN (i % 5) || CASE WHEN i % 5 = 2 THEN '.gif' ELSE '.png' END END AS picture,
    CASE WHEN i % 4 = 1 THEN speed || '.0' ELSE speed END AS knots, CASE WHEN i % 2 = 0 THEN 0.0 ELSE -0.0 END::DOUBLE AS zero,
    CASE WHEN i % 3 = 0 THEN '[0,0,' || (i % 12) || ',5]' END AS box
  FROM given`;

const ROWS = 300;
const FORMATS = ['csv', 'jsonl', 'parquet'] as const;
let written = 0;

async function makeTable(): Promise<void> {
  const rows = (await birdstrikes(ROWS)).map((cells, at) => ({
    i: at + 1,
    id: cells[0],
    phase: cells[2],
    speed: cells[4] || '7',
    operator: cells[6],
    damage: cells[8],
  }));
  await space.write('rows.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const columns =
    "{i: 'BIGINT', id: 'VARCHAR', phase: 'VARCHAR', speed: 'VARCHAR', operator: 'VARCHAR', damage: 'INTEGER'}";
  await space.engine.rows(
    `CREATE OR REPLACE TEMP TABLE records AS WITH given AS (FROM read_json(['${space.root}/rows.jsonl'], columns = ${columns})) ${TABLE}`,
  );
}

/** A file of the records that the predicate chooses. */
async function write(format: (typeof FORMATS)[number], where: string): Promise<string> {
  const name = `part-${written++}.${format}`;
  const options = { csv: 'FORMAT csv, HEADER', jsonl: 'FORMAT json', parquet: 'FORMAT parquet' }[format];
  await space.engine.rows(
    `COPY (SELECT * EXCLUDE (i) FROM records WHERE ${where} ORDER BY i) TO '${space.root}/${name}' (${options})`,
  );
  return name;
}

/** The rows of each input, as a predicate. */
type Split = Readonly<Record<string, string>>;

/** Holds the states of shards against a check of the whole, for one random division of the records. */
const compared = (format: (typeof FORMATS)[number], contract: string, split: Split): Promise<void> =>
  fc.assert(
    fc.asyncProperty(divisions(ROWS), async ({ of, owner, order }) => {
      const shards: Inputs[] = [];
      for (let shard = 0; shard < of; shard++) {
        const rows = owner.flatMap((one, at) => (one === shard ? [at + 1] : []));
        const inputs = Object.entries(split).map(async ([name, where]) => {
          return [name, [await write(format, `i IN (${rows.join(', ') || 0}) AND ${where}`)]] as const;
        });
        shards.push(Object.fromEntries(await Promise.all(inputs)));
      }
      const all = Object.keys(split).map((name) => [name, shards.flatMap((inputs) => inputs[name] ?? [])]);
      const whole = await checkedWhole(space, contract, Object.fromEntries(all));
      expect(whole.rules.map(({ status }) => status)).toContain('fail');
      const folders = await mapAll(space, contract, shards);
      const states = order.map((at) => folders[at] ?? '');
      expect(await reduced(space, contract, states)).toEqual(whole);
    }),
    { numRuns: 1, endOnFailure: true },
  );

describe('shards say what a check of the whole says', () => {
  beforeAll(makeTable);

  test.each(FORMATS)('of what is found in rows: %s', { timeout: 120_000 }, (format) =>
    compared(format, BLOCKS, { data: 'true' }),
  );

  test.each(FORMATS)('of what rows share: %s', { timeout: 120_000 }, (format) =>
    compared(format, SHARED, { train: 'i % 3 > 0', test: 'i % 3 = 0' }),
  );
});

describe('findings', () => {
  const native = (checks: string): string => `version: 1\nallow_empty: true\nchecks:\n  - ${checks}\n`;
  const reused = async (states: string, text: string, path: string): Promise<boolean> =>
    (await mapped(space, text, { data: [path] }, { number: 1, of: 1, states })).inputs.every(
      ({ isReused }) => isReused,
    );

  test('hold no value', async () => {
    await makeTable();
    const [folder = ''] = await mapAll(space, BLOCKS, [{ data: [await write('csv', 'i <= 200')] }]);
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const texts = await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        if (!name.endsWith('.parquet')) return readFile(path, 'utf8');
        return JSON.stringify(
          await space.engine.rows(`SELECT CAST(t AS VARCHAR) AS t FROM read_parquet(['${path}']) AS t`),
        );
      }),
    );
    const text = texts.join('\n');
    expect(text).toContain('twin');
    expect(text).not.toMatch(/mail\.example|41111111|caf\ufffd|approach|[0-9]\.png|content|speed"/i);
  });

  test('of unchanged rows are kept, whatever the limits', async () => {
    const states = await mkdtemp(join(space.root, 'kept-'));
    await space.write('kept.csv', 'note,meta\na,{}\na,1\n');
    const text = native(
      'text: { column: note, duplicates: 0 }\n  - chat: { column: meta }\n  - pii: { limit: 0 }\n  - duplicate_columns: all\n  - json_schema: { column: meta, schema: { type: object } }',
    );
    expect(await reused(states, text, 'kept.csv')).toBe(false);
    expect(await reused(states, text, 'kept.csv')).toBe(true);
    expect(await reused(states, text.replace('duplicates: 0', 'duplicates: 1, severity: warn'), 'kept.csv')).toBe(true);
    expect(await reused(states, text.replace('type: object', 'type: array'), 'kept.csv')).toBe(false);
    expect(await reused(states, text.replace('chat: {', 'chat: { last: assistant,'), 'kept.csv')).toBe(false);
  });

  test('of files beside the rows are looked for again', async () => {
    const states = await mkdtemp(join(space.root, 'kept-'));
    const shard = { number: 1, of: 1, states };
    await space.write('paths.csv', 'p\nx.png\n');
    await space.write('x.png', pngBytes(5, 5));
    const text = native('images: { column: p, width: 5 }');
    expect(await reused(states, text, 'paths.csv')).toBe(false);
    await space.write('x.png', pngBytes(6, 6));
    const { folder } = await mapped(space, text, { data: ['paths.csv'] }, shard);
    expect(await reduced(space, text, [folder])).toEqual(await checkedWhole(space, text, { data: ['paths.csv'] }));
    await rm(join(space.root, 'x.png'));
  });

  test.each<[what: string, checks: string, shards: readonly string[], status: string]>([
    [
      'a column that one shard does not have is empty there',
      'duplicate_columns: all',
      ['{"a":1,"b":1}\n', '{"a":2}\n'],
      'pass',
    ],
    ['as it is in the whole', 'duplicate_columns: all', ['{"a":1,"b":1}\n', '{"c":2}\n'], 'fail'],
    ['nothing was looked at', 'text: { column: a, duplicates: 0 }', ['{"a":null}\n', '{"a":null}\n'], 'fail'],
    [
      'a condition that cannot be evaluated',
      'chat: { column: a, where: "no > 1" }',
      ['{"a":1}\n', '{"a":2}\n'],
      'error',
    ],
    ['no row at all', 'pii: { kinds: [email], columns: [a], where: "a IS NULL" }', ['{"a":1}\n', '{"a":2}\n'], 'pass'],
    [
      'a note in one order',
      'json_schema: { column: a, schema: { maximum: 1, type: [number, string] } }',
      ['{"a":true}\n', '{"a":2}\n'],
      'fail',
    ],
  ])('%s', async (_, checks, given, status) => {
    const shards: Inputs[] = [];
    for (const text of given) {
      const name = `given-${written++}.jsonl`;
      await space.write(name, text);
      shards.push({ data: [name] });
    }
    const whole = await checkedWhole(space, native(checks), { data: shards.flatMap(({ data = [] }) => data) });
    expect(whole.rules.at(-1)?.status).toBe(status);
    expect(await reduced(space, native(checks), await mapAll(space, native(checks), shards))).toEqual(whole);
  });
});

test('sums of files are compared where no file is', async () => {
  await space.write('s1.csv', 'a\n1\n');
  await space.write('s2.csv', 'a\n2\n');
  await space.write(
    'sums',
    `${'0'.repeat(64)}  s1.csv\n53c234e5e8472b6ac51c1ae1cab3fe06fad053beb8ebfd8977b010655bfdd3c3  s1-gone.csv\n`,
  );
  const text = 'version: 1\nchecks: [{ files: { sums: sums, count: 2 } }]';
  const whole = await checkedWhole(space, text, { data: ['s1*.csv', 's2.csv'] });
  expect(whole.rules.map(({ status, failing, of }) => [status, failing, of])).toContainEqual(['fail', 3, 3]);
  expect(await reduced(space, text, await mapAll(space, text, [{ data: ['s1*.csv'] }, { data: ['s2.csv'] }]))).toEqual(
    whole,
  );
});
