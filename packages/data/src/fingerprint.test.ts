import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestFiles, fingerprint } from './fingerprint.ts';
import { openWorkspace, type Workspace } from './fixture/workspace.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const HEADER = 'id,name,score,on,day,at';
const ROWS = [
  '1,"Ada, ""A""",0.1,true,2024-02-29,2024-02-29T12:00:00Z',
  '2,é,-0.0,false,2024-01-01,2024-01-01 00:00:00.5+01',
  '3,,1e308,true,,2024-01-01 00:00:00',
];
const csv = (rows: readonly string[], header = HEADER): string => `${header}\n${rows.join('\n')}\n`;

let counter = 0;
const of = async (content: string | Uint8Array, suffix = '.csv'): Promise<string> =>
  (await fingerprint(space.engine, await space.source(`f${counter++}${suffix}`, content))).fingerprint;

describe('fingerprint', () => {
  test('fp1 is frozen', async () => {
    const result = await fingerprint(space.engine, await space.source('frozen.csv', csv(ROWS)));
    expect(result).toMatchInlineSnapshot(`
      {
        "columns": [
          {
            "name": "at",
            "type": "timestamp",
          },
          {
            "name": "day",
            "type": "date",
          },
          {
            "name": "id",
            "type": "integer",
          },
          {
            "name": "name",
            "type": "string",
          },
          {
            "name": "on",
            "type": "boolean",
          },
          {
            "name": "score",
            "type": "number",
          },
        ],
        "fingerprint": "fp1:19fb02a94b52fe7d3f0ebaf28be5762b8af94115c3a13c2dc8e163895a95b437",
        "rows": 3,
      }
    `);
  });

  test('row order, column order, files and compression do not count', async () => {
    const whole = await of(csv(ROWS));
    expect(await of(csv([...ROWS].reverse()))).toBe(whole);
    expect(await of(gzipSync(csv(ROWS)), '.csv.gz')).toBe(whole);
    expect(await of(csv(ROWS).replaceAll('\n', '\r\n'))).toBe(whole);
    expect(await of(csv(['x,1', 'y,2'], 'b,a'))).toBe(await of(csv(['1,x', '2,y'], 'a,b')));
    await space.write('part-1.csv', csv(ROWS.slice(0, 1)));
    await space.write('part-2.csv', csv(ROWS.slice(1)));
    const parts = await space.source('part-3.csv', csv([]), { paths: ['part-*.csv'] });
    expect((await fingerprint(space.engine, parts)).fingerprint).toBe(whole);
  });

  test('CSV, JSON lines and Parquet of the same typed content agree', async () => {
    const parquet = await space.parquet(
      'same.parquet',
      "SELECT * FROM (VALUES (1, 0.5::DOUBLE, 'x'), (2, NULL, 'y')) t(a, b, c)",
    );
    const { fingerprint: expected } = await fingerprint(space.engine, parquet);
    expect(await of(csv(['1,0.5,x', '2,,y'], 'a,b,c'))).toBe(expected);
    expect(await of('{"a":1,"b":0.5,"c":"x"}\n{"c":"y","a":2,"b":null}\n', '.jsonl')).toBe(expected);
    expect(await of('[{"a":1,"b":0.5,"c":"x"},{"c":"y","a":2}]', '.json')).toBe(expected);
  });

  test.each([
    ['a repeated row', csv([...ROWS, ROWS[0] ?? ''])],
    ['a missing row', csv(ROWS.slice(1))],
    ['a row replaced by a copy of another', csv([ROWS[0] ?? '', ROWS[0] ?? '', ROWS[1] ?? ''])],
    ['a changed value', csv(ROWS).replace('0.1', '0.2')],
    ['the last bit of a number', csv(ROWS).replace('0.1', '0.10000000000000002')],
    ['a renamed column', csv(ROWS).replace('score', 'scores')],
    ['another type', csv(ROWS).replace('1,"Ada', '1.5,"Ada')],
    ['a leading zero', csv(ROWS).replace('\n1,', '\n01,')],
  ])('%s changes it', async (_, content) => {
    expect(await of(content)).not.toBe(await of(csv(ROWS)));
  });

  test('values cannot slide between columns', async () => {
    expect(await of(csv(['"a,1:b",c'], 'x,y'))).not.toBe(await of(csv(['a,"b,1:c"'], 'x,y')));
  });
});

test('digestFiles changes with any byte and with the name', async () => {
  const one = await digestFiles(await space.source('d1.csv', 'a\n1\n'));
  expect(one).toMatchInlineSnapshot(`
    {
      "digest": "sha256:aae9879b526fc7f3912149b4444cd6aed44eb787401468ccccecc8c4d13f1a24",
      "files": [
        {
          "path": "d1.csv",
          "sha256": "309b0e45a73d3fc5325e2b6ed0a01ef8b9cde6b05a5633c1f893f970d52bfddc",
          "size": 4,
        },
      ],
    }
  `);
  expect((await digestFiles(await space.source('d1.csv', 'a\n1\n\n'))).digest).not.toBe(one.digest);
  expect((await digestFiles(await space.source('d2.csv', 'a\n1\n'))).digest).not.toBe(one.digest);
});
