import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RepositoryHandle } from '../../../test/support/github/repository.ts';
import { type GitHub, startGitHub } from '../../../test/support/github/server.ts';
import { serveTarget } from '../../../test/support/model-server.ts';
import { openClient } from '../../../test/support/open-client.ts';
import { type FakePorts, fakePorts, fakeRun } from '../../../test/support/ports.ts';
import { inputsOf, registerModel } from '../../../test/support/register.ts';
import { closeAbandoned } from './announce.ts';
import { inputs } from './inputs.ts';
import { run } from './run.ts';

let workspace: string;
let hub: GitHub;
let repository: RepositoryHandle;
let commits: string[];

beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-deploy-hub-')));
  hub = await startGitHub();
  repository = await hub.repository('acme', 'churn');
  commits = [];
  for (const text of ['one', 'two']) commits.push(await repository.commit({ files: { 'train.py': text } }));
});
afterEach(async () => {
  expect(hub.violations).toEqual([]);
  await hub.close();
  await rm(workspace, { recursive: true, force: true });
});

/** The ports of a run of the default branch at one of the two commits. */
const portsAt = (index: number, permissions?: Parameters<typeof openClient>[1]): FakePorts => {
  const sha = commits[index] ?? '';
  const client = openClient(hub, permissions);
  return fakePorts(workspace, {
    run: fakeRun(workspace, { sha, headSha: sha, runId: `100${index}` }),
    github: async () => client,
  });
};
const deploy = (ports: FakePorts, config: object = {}, values: Record<string, string> = {}) =>
  run(
    inputsOf(
      'deploy',
      inputs,
      {
        environment: 'production',
        'github-token': 'token',
        'target-config': JSON.stringify({ path: 'serving', 'ready-timeout': 1, ...config }),
        ...values,
      },
      ports,
    ),
    ports,
  );
const against = (modelDigest: string): { change: Partial<EvaluateGatePredicate> } => ({
  change: {
    baseline: { kind: 'found', modelDigest, commit: null, metrics: {}, source: '', createdAt: null, version: null },
  },
});
const states = () =>
  repository.state.deployments.map(({ id }) =>
    repository.state.deploymentStatuses.filter(({ deployment }) => deployment === id).map(({ state }) => state),
  );

it('shows each deployment on GitHub with its digest, and retires the one before', async () => {
  await using server = await serveTarget(join(workspace, 'serving'));
  const first = await registerModel(portsAt(0), 1);
  await deploy(portsAt(0), { url: server.url });
  await registerModel(portsAt(1), 2, against(first));
  const { outputs } = await deploy(portsAt(1), { url: server.url });
  expect(states()).toEqual([
    ['in_progress', 'success', 'inactive'],
    ['in_progress', 'success'],
  ]);
  const [one, two] = repository.state.deployments;
  expect([one?.task, two?.sha, outputs['deployment-id']]).toEqual(['deploy:birds', commits[1], two?.id]);
  expect(two?.payload).toMatchObject({
    model: 'birds@2',
    previousDigest: first,
    previousDeployment: one?.id,
    strategy: 'direct',
  });
  expect(repository.state.deploymentStatuses.at(-2)?.environment_url).toBe(server.url);
});

it('never replaces a newer model by an older commit, exit 5', async () => {
  const newer = await registerModel(portsAt(1), 2);
  await deploy(portsAt(1));
  await registerModel(portsAt(0), 1, against(newer));
  const { exitCode, body } = await deploy(portsAt(0));
  expect([exitCode, body.verdict]).toEqual([5, 'superseded']);
  expect(body.reason).toMatch(/^order: commit \w{7} is older than \w{7}, which serves$/);
  expect(repository.state.deployments).toHaveLength(1);
});

it('says failure when it had to take the model back', async () => {
  await registerModel(portsAt(0), 1);
  const { exitCode } = await deploy(portsAt(0), { url: 'http://127.0.0.1:9' });
  expect([exitCode, states()]).toEqual([3, [['in_progress', 'failure']]]);
});

it('touches nothing when the token may not create deployments', async () => {
  const ports = portsAt(0, { permissions: { contents: 'read', deployments: 'read' } });
  await registerModel(ports, 1);
  await expect(deploy(ports)).rejects.toThrow(/permissions:\n {2}deployments: write/);
  expect((await deploy(ports, {}, { mode: 'plan' })).outputs.plan).toBe('would change production: nothing -> birds@1');
});

it('marks what a cancelled job left open', async () => {
  const ports = portsAt(0);
  await registerModel(ports, 1);
  hub.faults.add({ method: 'POST', path: /\/statuses$/, nth: 2, times: Infinity, status: 500 });
  expect((await deploy(ports)).body.verdict).toBe('deployed');
  expect(ports.log.lines.at(-1)).toMatch(/^warning: GitHub deployment \d+: GitHub POST .* answered 500/);
  hub.faults.clear();
  await closeAbandoned(ports);
  expect(states()).toEqual([['in_progress', 'error']]);
});
