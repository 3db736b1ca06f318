import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakePorts, fakeRun } from '../../../../test/support/ports.ts';
import { leaveGate, leaveTraining, writeFiles } from '../../../../test/support/registered.ts';
import { runAction } from '../../../../test/support/run-action.ts';
import { fileStore } from '../store/file.ts';

let workspace: string;
beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-keep-')));
  await writeFiles(workspace, { 'metrics.json': '{"accuracy":0.9}', 'model/model.json': '{"weight":1}' });
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const context = { repository: 'acme/birds', workflow: '', workflowRef: '', job: '', actorId: '' };
const here = () => fakePorts(workspace, { run: fakeRun(workspace, context) });

/** A gate on main as the runner starts it; returns what stands in the record store afterwards. */
async function gateOnMain(inputs: Record<string, string> = {}): Promise<string[]> {
  const event = join(workspace, '.event.json');
  await writeFile(event, JSON.stringify({ repository: { id: 42, default_branch: 'main', private: false } }));
  const step = await runAction('evaluate-gate', {
    workspace,
    inputs: { candidate: 'metrics.json', baseline: 'none', store: 'file:.store-dir', ...inputs },
    env: {
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_EVENT_PATH: event,
      GITHUB_REPOSITORY_ID: '42',
    },
  });
  expect(step.exitCode, step.stdout).toBe(0);
  const paths = await (await fileStore(join(workspace, '.store-dir')).view()).list('records/');
  return paths.map((path) => path.replace(/^records\/birds\/(.{4}).*\//, '$1/').replace(/-[0-9a-f]{12}\.json$/, ''));
}

it('keeps the own record and the training of the same run', async () => {
  await leaveTraining(here(), ['model.json']);
  expect(await gateOnMain()).toEqual(['aaaa/evaluate-gate-default', 'aaaa/train-default']);
});

it('keeps no verdict that another step left in the job’s folder, and nothing about another commit', async () => {
  await leaveGate(here(), 'b'.repeat(64), { stored: false, change: { id: 'forged' } });
  const other = 'c'.repeat(40);
  await leaveTraining(fakePorts(workspace, { run: fakeRun(workspace, { ...context, sha: other, headSha: other }) }), [
    'model.json',
  ]);
  expect(await gateOnMain()).toEqual(['aaaa/evaluate-gate-default']);
});

it('keeps its own record, and none that `from-run` brought', async () => {
  const pull = { ...context, runId: '77', event: 'pull_request', ref: 'refs/pull/3/merge', pullRequest: 3 };
  await leaveTraining(fakePorts(workspace, { run: fakeRun(workspace, pull) }), ['model.json']);
  expect(await gateOnMain({ 'from-run': '77' })).toEqual(['aaaa/evaluate-gate-default']);
});
