import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RepositoryHandle } from '../../../../test/support/github/repository.ts';
import { type GitHub as LocalGitHub, startGitHub } from '../../../../test/support/github/server.ts';
import { openClient } from '../../../../test/support/open-client.ts';
import { type CheckHandle, closeCheck, openCheck } from './check.ts';

let hub: LocalGitHub;
let repository: RepositoryHandle;
let headSha: string;

beforeAll(async () => {
  hub = await startGitHub();
});
afterAll(() => hub.close());
let repositories = 0;
beforeEach(async () => {
  hub.faults.clear();
  repositories += 1;
  repository = await hub.repository('acme', `churn-${repositories}`);
  headSha = await repository.commit({ files: { 'train.py': 'x' } });
});
afterEach(() => expect(hub.violations).toEqual([]));

const client = (parts: Parameters<typeof openClient>[1] = {}) =>
  openClient(hub, { repository: `acme/churn-${repositories}`, ...parts });
const start = () => ({ name: 'Model gate (churn)', headSha, externalId: '100/1/default' });
const annotation = (line: number) => ({ path: 'train.py', line, level: 'warning', message: `line ${line}` }) as const;
/** What the `post` step gets: the handle went through the runner's state as JSON. */
const thawed = (handle: CheckHandle): CheckHandle => JSON.parse(JSON.stringify(handle)) as CheckHandle;

test('a check run is open while the step works and closes with the verdict', async () => {
  const github = client();
  const handle = await openCheck(github, start());
  expect(repository.state.checks[0]).toMatchObject({
    status: 'in_progress',
    conclusion: null,
    head_sha: headSha,
    external_id: '100/1/default',
  });
  await closeCheck(github, thawed(handle), {
    conclusion: 'failure',
    title: 'BLOCKED - recall -6.1 pp',
    summary: '| table |',
  });
  expect(repository.state.checks[0]).toMatchObject({
    status: 'completed',
    conclusion: 'failure',
    output: { title: 'BLOCKED - recall -6.1 pp', summary: '| table |' },
  });
  expect(github.requests).toBe(2);
});

test('annotations go in batches of 50, the conclusion with the first', async () => {
  const github = client();
  const handle = await openCheck(github, start());
  const annotations = Array.from({ length: 120 }, (_, at) => annotation(at + 1));
  hub.faults.add({ method: 'PATCH', path: /check-runs/, nth: 3, status: 422 });
  await expect(
    closeCheck(github, handle, { conclusion: 'success', title: 'PASS', summary: '', annotations }),
  ).rejects.toThrow('422');
  expect(repository.state.checks[0]).toMatchObject({ conclusion: 'success', output: { annotations_count: 100 } });
});

test('texts beyond the limits are cut', async () => {
  const github = client();
  const handle = await openCheck(github, start());
  await closeCheck(github, handle, { conclusion: 'neutral', title: 'x'.repeat(999), summary: 'é'.repeat(99_999) });
  expect(repository.state.checks[0]?.output.title).toHaveLength(255);
  expect(repository.state.checks[0]?.output.summary).toHaveLength(65_535);
});

test.each([
  ['refused', { permissions: { statuses: 'write', contents: 'read' } } as const],
  ['unknown to the forge', {}],
])('where check runs are %s, a commit status says the same', async (why, parts) => {
  if (why === 'unknown to the forge') hub.faults.add({ path: /check-runs/, status: 404, times: 9 });
  const github = client(parts);
  const handle = await openCheck(github, { ...start(), detailsUrl: 'https://github.example/run/1' });
  expect(handle).toEqual({
    kind: 'status',
    name: 'Model gate (churn)',
    headSha,
    detailsUrl: 'https://github.example/run/1',
  });
  await closeCheck(github, thawed(handle), { conclusion: 'cancelled', title: 'y'.repeat(200), summary: '' });
  expect(repository.state.statuses).toMatchObject([
    { state: 'pending', context: 'Model gate (churn)', sha: headSha, target_url: 'https://github.example/run/1' },
    { state: 'error', description: `${'y'.repeat(139)}…` },
  ]);
});

test('when both are refused the error asks for the check', async () => {
  await expect(openCheck(client({ permissions: { contents: 'read' } }), start())).rejects.toThrow(
    'permissions:\n  checks: write',
  );
});

test('a server error is not taken for a refusal', async () => {
  hub.faults.add({ path: /check-runs/, status: 500, times: 9 });
  await expect(openCheck(client(), start())).rejects.toThrow('answered 500');
  expect(repository.state.statuses).toEqual([]);
});
