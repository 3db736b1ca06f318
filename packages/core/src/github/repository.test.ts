import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RepositoryHandle } from '../../../../test/support/github/repository.ts';
import { type GitHub as LocalGitHub, startGitHub } from '../../../../test/support/github/server.ts';
import { openClient } from '../../../../test/support/open-client.ts';
import type { GitHub } from './client.ts';
import { isAncestor, mergeBase } from './compare.ts';
import { readContents } from './contents.ts';
import { branchRules } from './rules.ts';

let hub: LocalGitHub;
let repository: RepositoryHandle;
let github: GitHub;
let base: string;
let main: string;
let head: string;

beforeAll(async () => {
  hub = await startGitHub();
  repository = await hub.repository('acme', 'churn');
  github = openClient(hub);
  base = await repository.commit({
    files: { 'metrics.json': '{"auc": 0.91}', 'päth with/ümlaut #1.json': '{}', 'empty.txt': '' },
  });
  head = await repository.commit({ branch: 'model', files: { 'metrics.json': '{"auc": 0.92}' } });
  main = await repository.commit({ files: { 'other.txt': 'x' } });
});
afterAll(() => hub.close());
beforeEach(() => hub.faults.clear());
afterEach(() => expect(hub.violations).toEqual([]));

describe('compare', () => {
  test('the merge-base is where the branches parted', async () => {
    expect(await mergeBase(github, main, head)).toMatchObject({ sha: base });
    expect(await mergeBase(github, 'main', 'model')).toMatchObject({ sha: base });
  });

  test('a commit is its own ancestor; a sibling is none', async () => {
    expect(await isAncestor(github, base, head)).toBe(true);
    expect(await isAncestor(github, base, base)).toBe(true);
    expect(await isAncestor(github, head, base)).toBe(false);
    expect(await isAncestor(github, main, head)).toBe(false);
  });

  test('an unknown commit is an error, not "no"', async () => {
    await expect(isAncestor(github, 'f'.repeat(40), head)).rejects.toThrow('404');
  });
});

describe('readContents', () => {
  const textAt = async (path: string, ref: string) => {
    const bytes = await readContents(github, path, ref);
    return bytes && Buffer.from(bytes).toString();
  };

  test('reads a file as it was at a commit, branch or tag', async () => {
    expect(await textAt('metrics.json', base)).toBe('{"auc": 0.91}');
    expect(await textAt('metrics.json', 'model')).toBe('{"auc": 0.92}');
    expect(await textAt('empty.txt', base)).toBe('');
    expect(await textAt('päth with/ümlaut #1.json', base)).toBe('{}');
  });

  test('keeps "there is none" apart from "could not look"', async () => {
    expect(await textAt('nothing.json', base)).toBeUndefined();
    await expect(textAt('metrics.json', 'f'.repeat(40))).rejects.toThrow(/answered 4\d\d/);
    hub.faults.add({ path: /contents/, status: 403, message: 'no' });
    await expect(textAt('metrics.json', base)).rejects.toThrow('answered 403');
    hub.faults.add({ path: /contents/, status: 500, times: 9 });
    await expect(textAt('metrics.json', base)).rejects.toThrow('answered 500');
  });

  test('bytes stay bytes', async () => {
    const bytes = Buffer.from([0, 255, 254, 13, 10, 0xc3]);
    const sha = await repository.commit({ branch: 'binary', files: { 'model.bin': bytes } });
    expect(Buffer.from((await readContents(github, 'model.bin', sha)) ?? [])).toEqual(bytes);
  });
});

test('the rules of a branch', async () => {
  expect(await branchRules(github, 'ml-records')).toEqual([]);
  repository.setRules('ml-records', [
    { type: 'required_signatures', ruleset_id: 42, ruleset_source: 'acme/churn', ruleset_source_type: 'Repository' },
  ]);
  expect(await branchRules(github, 'ml-records')).toEqual([
    { type: 'required_signatures', source: 'acme/churn', rulesetId: 42 },
  ]);
});
