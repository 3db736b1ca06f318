import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type GitHub as LocalGitHub, startGitHub } from '../../../../test/support/github/server.ts';
import { openClient } from '../../../../test/support/open-client.ts';
import { fakeRun } from '../../../../test/support/ports.ts';
import { nobody } from '../record/signature.ts';
import { loadConfig } from './load-config.ts';
import { trustOf } from './trust.ts';

let hub: LocalGitHub;
let [without, having] = ['', ''];
let workspace: string;
const config = 'version: 1\ntrust: {keys: [key.pem]}\n';

beforeAll(async () => {
  hub = await startGitHub();
  const repository = await hub.repository('acme', 'churn');
  without = await repository.commit({ files: { 'a.txt': '' } });
  having = await repository.commit({ files: { 'ml-actions.yml': config } });
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'keys-')));
});
afterAll(async () => {
  await hub.close();
  await rm(workspace, { recursive: true });
});
afterEach(() => hub.faults.clear());

const trustAt = async (sha: string, trusted = true) => {
  const run = fakeRun(workspace, { sha, isTrusted: trusted });
  return trustOf(await loadConfig(undefined, {}, run), run, async () => openClient(hub));
};

test('a job without a checkout does not trust whatever comes', async () => {
  await expect(trustAt(having)).rejects.toThrowErrorMatchingInlineSnapshot(
    `[InputError: ml-actions.yml: is in the commit, but not in this job’s workspace, so nobody knows which signatures and policies count. Run actions/checkout first.]`,
  );
  hub.faults.add({ path: /\/contents\//, status: 500, times: Number.POSITIVE_INFINITY });
  await expect(trustAt(without)).rejects.toThrow(/500/);
});

test('a repository without a configuration names no keys; a checkout is not asked about', async () => {
  expect(await trustAt(without)).toEqual(nobody);
  expect(await trustAt(having, false)).toEqual(nobody);
  await writeFile(join(workspace, 'ml-actions.yml'), config);
  await writeFile(join(workspace, 'key.pem'), 'PEM');
  const before = hub.requests.length;
  expect(await trustAt(having)).toEqual({ keys: ['PEM'], identities: [], root: null });
  expect(hub.requests.length).toBe(before);
});
