import { readdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkData } from './check.ts';
import { parseContract } from './contract/native.ts';
import { fingerprint } from './fingerprint.ts';
import { judge } from './fixture/judged.ts';
import { openWorkspace, type Workspace } from './fixture/workspace.ts';
import { inferTypes } from './infer.ts';
import { inParquet } from './parquet-copy.ts';
import { isWorthACopy } from './passes.ts';
import { buildProfile } from './profile/build.ts';
import type { Source } from './source.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const CSV = [
  'id,name,score,on,day,at,note',
  '1,"Ada, ""A""",0.1,true,2024-02-29,2024-02-29T12:00:00Z,é',
  '2, bird,-0.0,yes,2024-1-1,2024-01-01 00:00:00.5+01,"line',
  'end"',
  '2,fish,1e3,FALSE,2024-02-30,now,',
  '007,BIRD,nan,,,,NA',
  '-0,,0x1F,false,0000-01-01,2024-01-01 00:00:00,""',
].join('\n');
const JSON_LINES = [
  '{"id":1,"name":"Ada","score":0.1,"on":true,"day":"2024-02-29","at":"2024-02-29T12:00:00Z","note":{"a":[1]}}',
  '{"id":"2","name":7,"score":1e3,"on":"true","day":null,"note":null}',
  '{"id":2.0,"name":"fish","score":-0.0,"on":false,"at":"2024-01-01 00:00:00","note":"NA"}',
].join('\n');
const CONTRACT = `
missing: [NA]
key: [id]
columns:
  id: { type: integer, unique: true, distinct: ">= 2" }
  name: { type: string, in: [bird, fish], trim: true, variants: 0, top_share: [0, 1], max_length: 3 }
  score: { type: number, min: 0, max: 10, mean: [0, 1], quantile: { 0.5: "<= 1" } }
  on: boolean
  day: { type: date, past: true }
  at: { type: timestamp, where: "id > 1" }
  note: { type: string, required: true, pattern: "[a-z]+" }
extra_columns: fail
checks:
  - rows: 5
  - duplicate_rows: all
  - expr: { name: ordered, sql: "day <= CAST(at AS DATE)" }
labels: { column: on, in: ["true", "false"], conflicts: 0 }
`;

/** What is told of each rule; which rows break it is a question of its own to the table that was scanned. */
const judged = async (source: Source, contract: string) =>
  (await judge(space, [source], contract)).rules.map(({ rows: _, ...told }) => told);

const texts: [what: string, name: string, content: string | Uint8Array][] = [
  ['CSV', 'a.csv', `${CSV}\n`],
  ['gzip', 'a.csv.gz', gzipSync(`${CSV}\n`)],
  ['JSON lines', 'a.jsonl', `${JSON_LINES}\n`],
];

describe('a copy says of everything what its text says', () => {
  test.each(texts)('%s', async (_what, name, content) => {
    const text = await space.source(name, content);
    const copy = await inParquet(space.engine, text);
    expect(copy.stored).toBe('parquet');
    const told = await judged(text, CONTRACT);
    expect(await judged(copy, CONTRACT)).toEqual(told);
    expect(new Set(told.map(({ status }) => status)).size).toBeGreaterThan(1);
    expect(await inferTypes(space.engine, copy)).toEqual(await inferTypes(space.engine, text));
    expect(await fingerprint(space.engine, copy)).toEqual(await fingerprint(space.engine, text));
    const profile = async (source: Source) => (await buildProfile(space.engine, [{ source }])).columns;
    expect(await profile(copy)).toEqual(await profile(text));
  });

  test('a wide file, in its groups', async () => {
    const names = Array.from({ length: 80 }, (_, at) => `c${at}`);
    const rows = Array.from({ length: 20 }, (_, row) => names.map((_name, at) => (row * at) % 17).join(','));
    const text = await space.source('wide.csv', [names.join(','), ...rows, ''].join('\n'));
    const contract = `columns:\n${names.map((name) => `  ${name}: { type: integer, max: 9, in: [0, 1, 2], mean: [0, 5] }`).join('\n')}`;
    expect(await judged(await inParquet(space.engine, text), contract)).toEqual(await judged(text, contract));
  });
});

describe('no copy', () => {
  const left = async (): Promise<string[]> =>
    (await readdir(space.engine.scratch)).filter((name) => name.endsWith('t'));
  const damaged = `a,b\n${'1,2\n'.repeat(10_000)}3\n`;

  test('of text that is damaged meanwhile: the scan says what is wrong, and nothing is left', async () => {
    const before = await left();
    const text = await space.source('damaged.csv', damaged.replace(/3\n$/, ''));
    await space.write('damaged.csv', damaged);
    expect(await inParquet(space.engine, text)).toBe(text);
    expect(await left()).toEqual(before);
    const contract = parseContract('version: 1\ncolumns: { a: integer }', 'c.yaml');
    const files = { workspace: space.root, base: space.root };
    await expect(checkData({ engine: space.engine, sources: [text], contract, files })).rejects.toThrow(
      'data, line 10002: a row has another number of columns than the header',
    );
  });

  test('where the disk has no room for it, or there is one already', async () => {
    const text = await space.source('room.csv', 'a\n1\n');
    const large = { ...text, bytes: 2 ** 60 };
    expect(await inParquet(space.engine, large)).toBe(large);
    const copy = await inParquet(space.engine, text);
    expect(await inParquet(space.engine, copy)).toBe(copy);
  });
});

describe('a copy is worth it', () => {
  const columns = (count: number): string => Array.from({ length: count }, (_, at) => `c${at}: string`).join(', ');
  const uniques = (count: number): string =>
    `checks: [${Array.from({ length: count }, (_, at) => `{ unique: [c${at}] }`).join(', ')}]`;
  const cases: [what: string, contract: string, change: Partial<Source>, further: number, worth: boolean][] = [
    ['one scan', `columns: { ${columns(10)} }`, {}, 1, false],
    ['few columns and a key', `columns: { ${columns(10)} }\n${uniques(1)}`, {}, 1, false],
    ['the commonest value of one column', 'columns: { c0: { top_share: "<= 1" } }', {}, 1, false],
    [
      'the commonest values of many columns',
      `columns: { ${columns(4).replaceAll('string', '{ top_share: "<= 1" }')} }`,
      {},
      1,
      true,
    ],
    ['one grouping by segments', 'columns: { c0: string }\nchecks: [{ rows: { min: 1, by: c0 } }]', {}, 1, false],
    ['each segment asked', 'columns: { c0: { type: string, top_share: "<= 1", by: c0 } }', {}, 1, true],
    ['many groupings', `columns: { ${columns(10)} }\n${uniques(4)}`, {}, 1, true],
    [
      'a profile of a table with labels',
      'labels: { column: c0, min_share: 0.1 }\ncolumns: { c0: string }',
      {},
      4,
      true,
    ],
    ['a wide table', `columns: { ${columns(600)} }`, {}, 1, true],
    ['a small wide table', `columns: { ${columns(600)} }`, { bytes: 1e6 }, 1, false],
    ['Parquet', `columns: { ${columns(600)} }`, { stored: 'parquet' }, 1, false],
  ];
  test.each(cases)('%s', async (_what, contract, change, further, worth) => {
    const source: Source = { ...(await space.source('s.csv', 'c0\n1\n')), bytes: 2 ** 30, ...change };
    const read = parseContract(`version: 1\n${contract}`, 'c.yaml');
    expect(isWorthACopy(source, { contracts: [read], further })).toBe(worth);
  });
});
