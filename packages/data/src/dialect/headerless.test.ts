import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseContract } from '../contract/native.ts';
import { findRows } from '../failing/find.ts';
import { fingerprint } from '../fingerprint.ts';
import { judge, told } from '../fixture/judged.ts';
import { openWorkspace, type Workspace } from '../fixture/workspace.ts';
import { openSource, type Source } from '../source.ts';

const contract = `read: { csv: { header: false } }
columns:
  id: { type: integer, min: 1 }
  kind: { type: string, in: [bird, fish] }
`;

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
});
afterAll(() => space.close());

const { csv } = parseContract(`version: 1\n${contract}`, 'c.yaml');
const open = (...paths: string[]): Promise<Source> =>
  openSource(space.engine, { name: 'data', paths, root: space.root, csv });

describe('CSV without a header', () => {
  test.each<[string, string | Uint8Array]>([
    ['a.csv', '1,bird\n2,fish\n'],
    ['bom.csv', '\ufeff1,bird\r\n2,fish\r\n'],
    ['a.tsv', '1\tbird\n2\tfish\n'],
    ['found.csv', '1;bird\n2;fish\n'],
    ['a.csv.gz', gzipSync('1,bird\n2,fish\n')],
  ])('has the columns of the contract, and its first row counts: %s', async (name, content) => {
    await space.write(name, content);
    const source = await open(name);
    const report = await judge(space, [source], contract);
    expect([report.verdict, report.sources[0]?.rows]).toEqual(['pass', 2]);
    const same = await space.source('same.csv', 'kind,id\nfish,2\nbird,1\n');
    expect(await fingerprint(space.engine, source)).toEqual(await fingerprint(space.engine, same));
  });

  test('what breaks a rule is named, in the first row too', async () => {
    await space.write('x1.csv', '0,bird\n2,fish\n');
    await space.write('x2.csv', 'id,kind\n3,bee\n');
    const report = await judge(space, [await open('x1.csv', 'x2.csv')], contract);
    expect(told(report, '').filter((line) => line.includes('fail'))).toEqual([
      'id.type fail 1/4',
      'id.range fail 1/4',
      'kind.in fail 2/4',
    ]);
    const found = await findRows(space.engine, [...report.broken.values()], null);
    expect(found.map((each) => each?.first.map(({ file, row }) => `${file}:${row}`).join())).toEqual([
      'x2.csv:1',
      'x1.csv:1',
      'x2.csv:1,x2.csv:2',
    ]);
  });

  test.each([
    ['1,bird,x\n', 'got 3 values, expected 2, one for each of `columns` in their order'],
    ['1\n', 'got 1 values, expected 2'],
    ['1,bird\n1\n', 'a row has another number of columns'],
  ])('refused: %j', async (content, message) => {
    await space.write('wide.csv', content);
    const judged = open('wide.csv').then((source) => judge(space, [source], contract));
    await expect(judged).rejects.toThrow(message);
  });

  test('a Data Package says so too', () => {
    const fields = [
      { name: 'b', type: 'integer' },
      { name: 'a', type: 'string' },
    ];
    const resource = { name: 'r', path: 'r.csv', dialect: { header: false, delimiter: ';' }, schema: { fields } };
    const imported = parseContract(JSON.stringify({ resources: [resource] }), 'datapackage.json', {});
    expect(imported.csv).toEqual({ delimiter: ';', names: ['b', 'a'] });
  });
});
