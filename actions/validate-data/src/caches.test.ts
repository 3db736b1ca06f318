import { mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTaskEntry } from '@ml-actions/core/exec/task-entry';
import { pngBytes } from '@ml-actions/data/fixture/images';
import { beforeAll, describe, expect, test } from 'vitest';
import { fakeRun } from '../../../test/support/ports.ts';
import { check, workspaceWith } from './fixture/check.ts';

beforeAll(() => setTaskEntry(new URL('fixture/serve.ts', import.meta.url)));

const contract = 'version: 1\ndata: data.csv\ncolumns: { age: { type: integer, max: 100 } }\n';

/** A workspace whose files, but for the contract, are links into a cache, and that cache. */
async function shared(
  files: Readonly<Record<string, string | Buffer>> = { 'data.csv': 'age\n30\n200\n' },
  text = contract,
) {
  const root = await workspaceWith({ 'data-contract.yaml': text });
  const cache = await realpath(await mkdtemp(join(tmpdir(), 'ml-cache-')));
  for (const [at, [name, content]] of Object.entries(files).entries()) {
    const file = join(cache, 'files', 'md5', '0c', `f8b${at}`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    await mkdir(dirname(join(root, name)), { recursive: true });
    await symlink(file, join(root, name));
  }
  return { root, cache };
}

describe('shared-cache', () => {
  test('links into it are data', async () => {
    const { root, cache } = await shared();
    const { predicate, outcome } = await check(root, { 'shared-cache': [cache] });
    expect([outcome.exitCode, predicate.sources[0]?.rows]).toEqual([1, 2]);
  });

  test.each([
    [
      'refers',
      { 'data.csv': 'country\nCH\nXX\n', 'refs/countries.csv': 'iso2\nCH\n' },
      'data: data.csv\nchecks: [refers: { columns: [country], to: refs/countries.csv, key: [iso2] }]',
      'refers(country -> refs/countries.csv)',
    ],
    [
      'images',
      { 'data.csv': 'path\na.png\nb.png\n', 'images/a.png': pngBytes(64, 64), 'images/b.png': pngBytes(8, 8) },
      'data: data.csv\nchecks: [images: { column: path, root: images, width: [32, 4096] }]',
      'images(path).width',
    ],
    [
      'a folder of images',
      { 'images/a.png': pngBytes(64, 64), 'images/b.png': pngBytes(8, 8) },
      'data: images\ncolumns: { width: { type: integer, min: 32 } }',
      'width.range',
    ],
    [
      'a glob',
      { 'parts/a.csv': 'age\n1\n', 'parts/b.csv': 'age\n2\n' },
      'data: parts/*.csv\ncolumns: { age: { type: integer, max: 1 } }',
      'age.range',
    ],
  ])('%s', async (_, files, text, rule) => {
    const { root, cache } = await shared(files, `version: 1\n${text}\n`);
    const { predicate } = await check(root, { 'shared-cache': [cache] });
    expect(predicate.rules.find(({ id }) => id === rule)).toMatchObject({ status: 'fail', failing: 1, of: 2 });
  });

  test('the code of a fork makes no links that are followed', async () => {
    const { root, cache } = await shared();
    const fork = { run: fakeRun(root, { isFork: true, isTrusted: false }) };
    await expect(check(root, { 'shared-cache': [cache] }, fork)).rejects.toThrow('data: "data.csv" is a link');
    await expect(check(root)).rejects.toThrow('in `shared-cache`; no link of a fork is followed');
  });

  test.each([
    ['cache', 'shared-cache: "cache" is no absolute path (expected a directory outside the workspace).'],
    ['/nowhere-at-all', 'shared-cache: "/nowhere-at-all" does not exist.'],
    ['/', 'shared-cache: "/" holds the workspace (expected a directory with nothing but data that may be read).'],
  ])('refused: %s', async (path, message) => {
    const { root } = await shared();
    await expect(check(root, { 'shared-cache': [path] })).rejects.toThrow(message);
  });
});
