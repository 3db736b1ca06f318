import { mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTaskEntry } from '@ml-actions/core/exec/task-entry';
import { beforeAll, describe, expect, test } from 'vitest';
import { fakeRun } from '../../../test/support/ports.ts';
import { check, workspaceWith } from './fixture/check.ts';

beforeAll(() => setTaskEntry(new URL('fixture/serve.ts', import.meta.url)));

const contract = 'version: 1\ndata: data.csv\ncolumns: { age: { type: integer, max: 100 } }\n';

/** A workspace whose data is a link into a cache, and that cache. */
async function shared() {
  const root = await workspaceWith({ 'data-contract.yaml': contract });
  const cache = await realpath(await mkdtemp(join(tmpdir(), 'ml-cache-')));
  const file = join(cache, 'files', 'md5', '0c', 'f8b5');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, 'age\n30\n200\n');
  await symlink(file, join(root, 'data.csv'));
  return { root, cache };
}

describe('shared-cache', () => {
  test('links into it are data', async () => {
    const { root, cache } = await shared();
    const { predicate, outcome } = await check(root, { 'shared-cache': [cache] });
    expect([outcome.exitCode, predicate.sources[0]?.rows]).toEqual([1, 2]);
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
