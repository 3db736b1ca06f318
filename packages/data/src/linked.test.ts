import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from './engine.ts';
import { fingerprint } from './fingerprint.ts';
import { openWorkspace, type Workspace } from './fixture/workspace.ts';
import { openSource } from './source.ts';

/** As DVC 3 lays out its cache: names without extensions, by hash; the workspace holds symbolic links (`cache.type`). */
const CACHED = join('.dvc', 'cache', 'files', 'md5', '0c', 'f8b5');

let space: Workspace;
let outside: string;
beforeAll(async () => {
  space = await openWorkspace();
  outside = await realpath(await mkdtemp(join(tmpdir(), 'ml-cache-')));
  await mkdir(join(outside, 'folder'));
});
afterAll(async () => {
  await space.close();
  await rm(outside, { recursive: true, force: true });
});

async function linked(root: string, name: string, content: string | Uint8Array): Promise<void> {
  const target = join(root, `${CACHED}-${name.replaceAll('.', '-')}`);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content);
  await symlink(target, join(space.root, name));
}

async function parquet(): Promise<Uint8Array> {
  const { files } = await space.parquet('plain.parquet', "SELECT 1 AS a, 'x' AS b");
  return readFile(files[0]?.real ?? '');
}

const csv = 'a,b\n1,x\n';
const FILES: readonly (readonly [name: string, content: () => Promise<string | Uint8Array>])[] = [
  ['one.csv', async () => csv],
  ['one.csv.gz', async () => gzipSync(csv)],
  ['one.jsonl', async () => '{"a":1,"b":"x"}\n'],
  ['one.parquet', parquet],
];

describe('a link into a cache inside the workspace', () => {
  test.each(FILES)('reads as what the link is named: %s', async (name, content) => {
    await linked(space.root, name, await content());
    const source = await openSource(space.engine, { name: 'data', paths: [name], root: space.root });
    expect(source.files.map(({ path }) => path)).toEqual([name]);
    const plain = await space.source('same.csv', csv);
    expect(await fingerprint(space.engine, source)).toEqual(await fingerprint(space.engine, plain));
  });

  test('a glob finds it', async () => {
    await mkdir(join(space.root, 'parts'));
    await linked(space.root, join('parts', 'two.csv'), csv);
    const source = await openSource(space.engine, { name: 'data', paths: ['parts/*.csv'], root: space.root });
    expect(source.files.map(({ path }) => path)).toEqual(['parts/two.csv']);
  });
});

describe('a link into a cache outside', () => {
  const open = (name: string, caches?: readonly string[]) =>
    openSource(space.engine, { name: 'data', paths: [name], root: space.root, ...(caches && { caches }) });

  test('is read where its directory is listed', async () => {
    await linked(outside, 'far.csv', csv);
    const engine = await openEngine({ allow: [space.root, outside], temp: join(space.root, '.temp'), threads: 1 });
    try {
      const given = { name: 'data', paths: ['far.csv'], root: space.root, caches: [outside] };
      const source = await openSource(engine, given);
      expect(await engine.rows(`FROM ${source.relation}`)).toEqual([{ a: '1', b: 'x' }]);
    } finally {
      await engine.close();
    }
  });

  test('is one clear error where it is not', async () => {
    await linked(outside, 'farther.csv', csv);
    const told =
      'data: "farther.csv" is a link that leads out of the workspace. Link single files, and list the directory that holds them, such as a shared DVC cache, in `shared-cache`; no link of a fork is followed.';
    await expect(open('farther.csv', [])).rejects.toThrow(told);
    await expect(open('farther.csv', [join(outside, 'folder')])).rejects.toThrow(told);
    await expect(open('farther.csv')).rejects.toThrow('leaves the directory it must stay in');
  });

  test('a path is no link: what it names outside stays there', async () => {
    await writeFile(join(outside, 'plain.csv'), csv);
    await expect(open(join(outside, 'plain.csv'), [outside])).rejects.toThrow('leaves the directory it must stay in');
  });

  test('only a file is read: a folder of the cache is none of the workspace', async () => {
    await symlink(join(outside, 'folder'), join(space.root, 'folder'));
    await expect(open('folder', [outside])).rejects.toThrow('is a link that leads out of the workspace');
  });
});
