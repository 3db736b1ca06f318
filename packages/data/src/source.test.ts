import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkspace, type Workspace } from './fixture/workspace.ts';
import { openSource } from './source.ts';

let space: Workspace;
beforeAll(async () => {
  space = await openWorkspace();
  await mkdir(join(space.root, 'folder'));
  await symlink('/etc/hostname', join(space.root, 'outside.csv'));
});
afterAll(() => space.close());

const open = (...paths: string[]) => openSource(space.engine, { name: 'data', paths, root: space.root });
const rows = async (path: string): Promise<unknown[]> =>
  space.engine.rows(`SELECT * FROM ${(await open(path)).relation}`);

describe('openSource', () => {
  test.each([
    ['a.csv', 'a,b\n1,x\n', '"1"'],
    ['a.tsv', 'a\tb\n1\tx\n', '"1"'],
    ['semicolon.csv', 'a;b\n1;x\n2;y,z\n', '"1"'],
    ['bom.csv', '\uFEFFa,b\n1,x\n', '"1"'],
    ['a.csv.gz', gzipSync('a,b\n1,x\n'), '"1"'],
    ['a.csv.zst', zstdCompressSync('a,b\n1,x\n'), '"1"'],
    ['a.jsonl', '{"a":1,"b":"x"}\n', '"1"'],
    ['a.json', '[{"a":1,"b":"x"}]', '"1"'],
    ['a.ndjson.gz', gzipSync('{"a":1,"b":"x"}\n'), '"1"'],
  ])('reads %s', async (name, content, first) => {
    await space.write(name, content);
    const [row] = (await rows(name)) as { a: string }[];
    expect(JSON.stringify(row?.a)).toBe(first);
  });

  test.each<[string, string | Uint8Array | undefined, string]>([
    ['missing.csv', undefined, 'missing.csv'],
    ['empty.csv', '', 'empty.csv'],
    ['header-only.csv', 'a,b\n', 'header-only.csv'],
    ['junk.csv', Buffer.from([0, 1, 2, 255]), 'junk.csv'],
    ['latin1.csv', Buffer.from('a,b\ncaf\xe9,1\n', 'latin1'), 'latin1.csv'],
    ['junk.parquet', 'not parquet at all', 'junk.parquet'],
    ['cut.parquet', 'PAR1 and nothing more', 'cut.parquet'],
    ['junk.json', 'hello', 'junk.json'],
    ['broken.jsonl', '{"a":1}\n{"a":\n', 'broken.jsonl'],
    ['numbers.jsonl', '{"a":1}\n[1]\n', 'numbers.jsonl'],
    ['empty.json', '[]', 'empty.json'],
    ['junk.csv.gz', 'not gzip', 'junk.csv.gz'],
    ['twice.csv', 'a,a\n1,2\n', 'twice.csv'],
    ['case.csv', 'a,A\n1,2\n', 'case.csv'],
    ['blank.csv', 'a,\n1,2\n', 'blank.csv'],
    ['mixed.csv', 'a,b\r\n1,2\n3,4\r\n', 'mixed.csv'],
    ['wide.csv', 'a,b\n1,2,\n3,4,\n', 'wide.csv'],
    ['nameless.jsonl', '{"a":1,"":2}\n', 'nameless.jsonl'],
    ['data.xlsx', 'x', 'data.xlsx'],
    ['folder', undefined, 'folder'],
    ['nothing*.csv', undefined, 'nothing*.csv'],
    ['outside.csv', undefined, 'outside.csv'],
    ['../up.csv', undefined, '../up.csv'],
    ['/etc/passwd', undefined, '/etc/passwd'],
    ['s3://key:secret@bucket/a.csv', undefined, 's3'],
    ['https://example.org/a.csv', undefined, 'https'],
  ])('%s is one clear error', async (name, content) => {
    if (content !== undefined) await space.write(name, content);
    const error = await open(name).catch((problem: Error) => problem);
    expect(error).toMatchObject({ name: 'InputError' });
    expect((error as Error).message).not.toContain('secret');
    expect({ [name]: (error as Error).message }).toMatchSnapshot();
  });

  test('files of one source agree in format and header', async () => {
    await space.write('p1.csv', 'a,b\n1,2\n');
    await space.write('p2.csv', 'b,a\n1,2\n');
    await space.write('p3.jsonl', '{"a":1}\n');
    await expect(open('p1.csv', 'p2.csv')).rejects.toThrow('differs from that of');
    await expect(open('p1.csv', 'p3.jsonl')).rejects.toThrow('different formats');
    await expect(open()).rejects.toThrow('no data is named');
  });

  test('a header of one column and values with every delimiter', async () => {
    await space.write('one.csv', 'text\n"a,b;c|d"\n');
    expect(await rows('one.csv')).toEqual([{ text: 'a,b;c|d' }]);
  });
});

describe('the sandbox', () => {
  test.each([
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/hostname')",
    "COPY (SELECT 1) TO '/tmp/ml-actions-escape.csv'",
    "ATTACH '/tmp/ml-actions-escape.db'",
    'INSTALL httpfs',
    "SET memory_limit = '100GB'",
    'SET enable_external_access = true',
    "SELECT * FROM 'https://example.org/a.csv'",
  ])('refuses %s', async (sql) => {
    await expect(space.engine.rows(sql)).rejects.toMatchObject({
      name: expect.stringMatching(/InputError|ServiceError/),
    });
  });
});

describe('an object of the web', () => {
  const uri = 'https://data.example/a.csv?sig=secret';
  const openFetched = async (path: string, ...queries: readonly string[]) => {
    await space.write('fetched.csv', 'a,b\n1,x\n');
    const file = { path: join(space.root, 'fetched.csv'), size: 8, sha256: '0'.repeat(64) };
    const fetched = queries.map((query) => ({ ...file, uri: `https://data.example/a.csv${query}` }));
    return openSource(space.engine, { name: 'data', paths: [path], root: space.root, fetched });
  };

  test.each([
    ['as it was fetched', uri],
    ['without its signature', 'https://data.example/a.csv'],
  ])('is named %s', async (_, path) => {
    expect((await openFetched(path, '?sig=secret')).files.map((file) => file.path)).toEqual([
      'https://data.example/a.csv',
    ]);
  });

  test('shows no query where it is not fetched, or where two could be meant', async () => {
    const told = 'data: this object is not fetched (got "https://data.example/a.csv"). Name it';
    await expect(openFetched(uri)).rejects.toThrow(told);
    await expect(openFetched('https://data.example/a.csv', '?id=1', '?id=2')).rejects.toThrow(told);
  });
});
