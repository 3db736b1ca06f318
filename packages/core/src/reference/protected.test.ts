import { execFileSync } from 'node:child_process';
import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type GitHub as LocalGitHub, startGitHub } from '../../../../test/support/github/server.ts';
import { openClient } from '../../../../test/support/open-client.ts';
import { fakeRun } from '../../../../test/support/ports.ts';
import type { RunContext } from '../runner/context.ts';
import { openBase } from './protected.ts';

let hub: LocalGitHub;
let tip: string;
let head: string;
let checkout: string;

beforeAll(async () => {
  hub = await startGitHub();
  const repository = await hub.repository('acme', 'churn');
  tip = await repository.commit({ files: { 'rules.yaml': 'max: 1\n', 'same.yaml': 'max: 2\n' } });
  head = await repository.commit({ branch: 'model', files: { 'rules.yaml': 'max: 9\n' } });
  await repository.commit({ files: { 'rules.yaml': 'max: 0\n' } }); // the base branch went on
  checkout = await realpath(await mkdtemp(join(tmpdir(), 'protected-')));
  execFileSync('git', ['clone', '-q', '--branch', 'model', repository.gitDir, checkout]);
});
afterAll(() => hub.close());
beforeEach(() => hub.faults.clear());
afterEach(() => expect(hub.violations).toEqual([]));

const pullRequest = (): Partial<RunContext> => ({
  sha: head,
  headSha: head,
  payload: {
    pull_request: {
      number: 7,
      head: { sha: head, repo: { id: 1, full_name: 'acme/churn' } },
      base: { sha: tip, ref: 'main', repo: { id: 1 } },
    },
  },
});

const baseOf = (over: Partial<RunContext>, workspace = checkout) =>
  openBase({ run: fakeRun(workspace, over), env: process.env, github: async () => openClient(hub) });
const textOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString();
const reads = () => hub.requests.filter(({ path }) => path.includes('/contents/')).length;

describe('the base of a change', () => {
  test('a file that the change edits is read at the merge-base', async () => {
    const base = await baseOf(pullRequest());
    expect(base?.commit).toBe(tip);
    expect(base?.named('rules.yaml')).toBe(`rules.yaml at ${tip.slice(0, 7)}`);
    expect(textOf(await base?.read('rules.yaml'))).toBe('max: 1\n');
  });

  test("a file that it leaves alone comes from git's objects, whatever stands in the working tree", async () => {
    await writeFile(join(checkout, 'same.yaml'), 'max: 1000\n');
    const before = reads();
    expect(textOf(await (await baseOf(pullRequest()))?.read('same.yaml'))).toBe('max: 2\n');
    expect(reads()).toBe(before);
  });

  test('without a checkout the server is asked', async () => {
    const nowhere = await mkdtemp(join(tmpdir(), 'protected-'));
    expect(textOf(await (await baseOf(pullRequest(), nowhere))?.read('same.yaml'))).toBe('max: 2\n');
  });

  test('"there is none" is not "could not look"', async () => {
    const base = await baseOf(pullRequest());
    expect(await base?.read('absent.yaml')).toBeUndefined();
    hub.faults.add({ path: /contents/, status: 403, message: 'no' });
    await expect(base?.read('rules.yaml')).rejects.toThrow('answered 403');
  });

  test('a merge group has one too; a push has none', async () => {
    const group = { merge_group: { base_sha: tip, head_sha: head } };
    expect((await baseOf({ sha: head, headSha: head, payload: group }))?.commit).toBe(tip);
    expect(await baseOf({})).toBeNull();
  });
});
