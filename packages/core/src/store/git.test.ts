import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { InputError, ServiceError } from '../error.ts';
import { httpRemote } from './fixture/http-remote.ts';
import { gitStore } from './git.ts';
import type { Store } from './store.ts';

let directory: string;
let bare: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'git-store-'));
  bare = path.join(directory, 'owner/name.git');
  execFileSync('git', ['init', '--quiet', '--bare', bare]);
});

const open = (url: string, more: Partial<Parameters<typeof gitStore>[0]> = {}): Store =>
  gitStore({ url, branch: 'ml-records', cacheDir: path.join(directory, 'cache'), env: process.env, ...more });

const append = (store: Store, line: string) =>
  store.update(async (view) => {
    const old = Buffer.from((await view.read('log')) ?? '').toString();
    return { writes: new Map([['log', `${old}${line}\n`]]), message: 'append', result: `${old}${line}` };
  });

const onServer = (...args: readonly string[]) =>
  execFileSync('git', ['-C', bare, ...args])
    .toString()
    .trim();

describe('git store', () => {
  test('a lease that went stale is taken again with a fresh view', async () => {
    const revisions: (string | null)[] = [];
    const result = await open(bare).update(async (view) => {
      revisions.push(view.revision);
      if (revisions.length === 1) await append(open(bare), 'other');
      const old = Buffer.from((await view.read('log')) ?? '').toString();
      return { writes: new Map([['log', `${old}mine\n`]]), message: 'append', result: revisions.length };
    });
    expect(result).toBe(2);
    expect(revisions[0]).toBe(null);
    expect(revisions[1]).toMatch(/^[0-9a-f]{40}$/);
    expect(onServer('show', 'ml-records:log')).toBe('other\nmine');
  });

  test('a branch that another made after the view is not overwritten', async () => {
    let first = true;
    await open(bare).update(async () => {
      if (first) await append(open(bare), 'other');
      first = false;
      return { writes: new Map([['mine', '']]), message: 'mine', result: undefined };
    });
    expect(onServer('ls-tree', '-r', '--name-only', 'ml-records').split('\n')).toEqual(['log', 'mine', 'store.json']);
  });

  test('gives up after the tries with the reason', async () => {
    const limits = { tries: 3, budgetMs: 60_000, firstPauseMs: 1, longestPauseMs: 1 };
    const losing = open(bare, { limits }).update(async () => {
      await append(open(bare), 'faster');
      return { writes: new Map([['mine', '']]), message: 'mine', result: undefined };
    });
    await expect(losing).rejects.toThrow(ServiceError);
    await expect(losing).rejects.toThrow(
      /^record store branch ml-records of .*: nothing was written after 3 tries in \d+ s\. Last reason: another writer was first every time$/,
    );
  });

  test('the history holds no person: the bot is author and committer', async () => {
    await append(open(bare), 'x');
    expect(onServer('log', '-1', '--format=%an <%ae> %cn <%ce> %s', 'ml-records')).toBe(
      'ml-actions <ml-actions@noreply.invalid> ml-actions <ml-actions@noreply.invalid> append',
    );
  });

  test('works inside a hook, where variables name another repository, and leaves no trace there', async () => {
    const elsewhere = path.join(directory, 'user');
    execFileSync('git', ['init', '--quiet', elsewhere]);
    const env = {
      ...process.env,
      GIT_DIR: path.join(elsewhere, '.git'),
      GIT_INDEX_FILE: path.join(elsewhere, '.git/index'),
    };
    await append(open(bare, { env }), 'x');
    expect(onServer('show', 'ml-records:log')).toBe('x');
    expect(execFileSync('git', ['-C', elsewhere, 'for-each-ref']).toString()).toBe('');
  });

  test('no such remote is not an empty store', async () => {
    const store = open(path.join(directory, 'none.git'));
    await expect(store.view()).rejects.toThrow(ServiceError);
    await expect(append(store, 'x')).rejects.toThrow('does not appear to be a git repository');
  });

  test('a branch with other content is refused', async () => {
    const tree = execFileSync('git', ['-C', bare, 'hash-object', '-t', 'tree', '-w', '/dev/null']).toString().trim();
    const commit = execFileSync('git', [
      '-C',
      bare,
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@t',
      'commit-tree',
      tree,
      '-m',
      'x',
    ]);
    onServer('update-ref', 'refs/heads/ml-records', commit.toString().trim());
    await expect(append(open(bare), 'x')).rejects.toThrow(
      'this is not a record store: it has content but no store.json',
    );
  });

  test('a server that declines says why, with the rule that the caller found', async () => {
    writeFileSync(path.join(bare, 'hooks/pre-receive'), '#!/bin/sh\necho "sorry" >&2\nexit 1\n', { mode: 0o755 });
    const refused = append(open(bare, { rules: async () => ['deletion', 'required_signatures'] }), 'x');
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow('a rule demands signed commits, which a push by this action cannot make.');
    await expect(refused).rejects.toThrow('sorry');
  });
});

describe('git store over http', () => {
  const TOKEN = 'a-secret-token';

  test('a token that may only read gives one clear error, and reading works', async () => {
    await append(open(bare), 'x');
    await using remote = await httpRemote({ root: directory, writeToken: TOKEN });
    const store = open(`${remote.url}owner/name.git`);
    expect(await (await store.view()).list('')).toEqual(['log', 'store.json']);
    const refused = await append(store, 'y').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InputError);
    expect(String((refused as Error).message).replaceAll(remote.url, 'https://server/')).toMatchInlineSnapshot(`
      "record store https://server/owner/name.git (branch ml-records): the token may not write to the repository (on pull requests from forks and for Dependabot it never may). Give the job this and run it on the default branch:
      permissions:
        contents: write
      git says: fatal: unable to access 'https://server/owner/name.git/': The requested URL returned error: 403"
    `);
    expect(onServer('show', 'ml-records:log')).toBe('x');
  });

  test('the token goes to its server as a header, and only there', async () => {
    await using remote = await httpRemote({ root: directory, writeToken: TOKEN });
    await append(open(`${remote.url}owner/name.git`, { auth: { url: remote.url, token: TOKEN } }), 'x');
    const basic = `basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`;
    expect(new Set(remote.seen.map((request) => request.authorization))).toEqual(new Set([basic]));
    await using other = await httpRemote({ root: directory });
    await append(open(`${other.url}owner/name.git`, { auth: { url: remote.url, token: TOKEN } }), 'y');
    expect(new Set(other.seen.map((request) => request.authorization))).toEqual(new Set([undefined]));
  });

  test('a push whose answer was lost is found again and not repeated', async () => {
    await using remote = await httpRemote({ root: directory, loseAnswers: 1 });
    let attempts = 0;
    const result = await open(`${remote.url}owner/name.git`).update(async (view) => {
      attempts++;
      const next = (await view.list('v/')).length + 1;
      return { writes: new Map([[`v/${next}`, '']]), message: 'next', result: next };
    });
    expect([attempts, result]).toEqual([1, 1]);
    expect(onServer('ls-tree', '-r', '--name-only', 'ml-records').split('\n')).toEqual(['store.json', 'v/1']);
  });

  test('large files come when they are read, where the server filters', async () => {
    onServer('config', 'uploadpack.allowFilter', 'true');
    const bytes = Buffer.alloc(200_000, 'large');
    await open(bare).update(async () => ({ writes: new Map([['blobs/large', bytes]]), message: 'large', result: 0 }));
    await using remote = await httpRemote({ root: directory });
    const store = open(`${remote.url}owner/name.git`);
    const view = await store.view();
    const before = remote.seen.length;
    await view.read('store.json');
    expect(remote.seen.length).toBe(before);
    expect(await view.read('blobs/large')).toEqual(bytes);
    expect(remote.seen.length).toBeGreaterThan(before);
    await append(store, 'x');
    expect(onServer('cat-file', '-s', 'ml-records:blobs/large')).toBe('200000');
  });

  test('a server that is gone is no empty store', async () => {
    const remote = await httpRemote({ root: directory });
    await remote[Symbol.asyncDispose]();
    await expect(open(`${remote.url}owner/name.git`).view()).rejects.toThrow(ServiceError);
  });
});
