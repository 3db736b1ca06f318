import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RepositoryHandle } from '../../../../test/support/github/repository.ts';
import { type GitHub as LocalGitHub, startGitHub } from '../../../../test/support/github/server.ts';
import { openClient } from '../../../../test/support/open-client.ts';
import type { GitHub } from './client.ts';
import {
  abandonDeployment,
  createDeployment,
  currentDeployment,
  reportDeployment,
  supersedeDeployment,
} from './deployment.ts';
import { environmentProtection } from './environment.ts';

let hub: LocalGitHub;
let repository: RepositoryHandle;
let github: GitHub;
let sha: string;
let repositories = 0;

beforeAll(async () => {
  hub = await startGitHub();
});
afterAll(() => hub.close());
beforeEach(async () => {
  hub.faults.clear();
  repositories += 1;
  repository = await hub.repository('acme', `churn-${repositories}`);
  sha = await repository.commit({ files: { 'train.py': 'x' } });
  github = openClient(hub, { repository: `acme/churn-${repositories}` });
});
afterEach(() => expect(hub.violations).toEqual([]));

const start = (digest: string, parts = {}) => ({
  sha,
  environment: 'production',
  task: 'deploy:churn',
  description: `churn ${digest}`,
  payload: { digest },
  ...parts,
});

async function serve(digest: string, parts = {}) {
  const made = await createDeployment(github, start(digest, parts));
  await reportDeployment(github, made.id, { state: 'in_progress', description: 'Copying' });
  await reportDeployment(github, made.id, {
    state: 'success',
    description: 'Serves',
    environmentUrl: 'https://churn.example',
  });
  return made;
}

test('a deployment is recorded for exactly the commit, and is found as what serves', async () => {
  const made = await serve('aa', { description: 'd'.repeat(300) });
  expect(repository.state.deployments[0]).toMatchObject({
    sha,
    task: 'deploy:churn',
    production_environment: true,
    payload: { digest: 'aa' },
  });
  expect(repository.state.deployments[0]?.description).toHaveLength(140);
  expect(await currentDeployment(github, 'production', 'deploy:churn')).toEqual(made);
  expect(await currentDeployment(github, 'staging', 'deploy:churn')).toBeUndefined();
  expect(await currentDeployment(github, 'production', 'deploy:fraud')).toBeUndefined();
});

test('what serves is the newest success: failed, open and superseded records are passed over', async () => {
  const first = await serve('aa');
  const second = await serve('bb');
  const failed = await createDeployment(github, start('cc'));
  await reportDeployment(github, failed.id, { state: 'failure', description: 'Probe failed' });
  await createDeployment(github, start('dd'));
  expect(await currentDeployment(github, 'production', 'deploy:churn')).toEqual(second);
  await supersedeDeployment(github, second.id, 'churn@3');
  expect(await currentDeployment(github, 'production', 'deploy:churn')).toEqual(first);
});

test('a record that a cancelled job left open becomes an error, a finished one stays', async () => {
  const open = await createDeployment(github, start('aa'));
  expect(await abandonDeployment(github, open.id, 'The job was cancelled')).toBe(true);
  expect(repository.state.deploymentStatuses.at(-1)).toMatchObject({
    state: 'error',
    description: 'The job was cancelled',
  });
  const done = await serve('bb');
  expect(await abandonDeployment(github, done.id, 'The job was cancelled')).toBe(false);
  expect(await currentDeployment(github, 'production', 'deploy:churn')).toEqual(done);
});

test('an answer other than 201 is no deployment', async () => {
  hub.faults.add({ method: 'POST', path: /deployments$/, status: 202, message: 'Auto-merged main into model' });
  await expect(createDeployment(github, start('aa'))).rejects.toThrow(
    /no deployment was made \(got 202, expected 201\)/,
  );
});

test('the protection of an environment is read before it is trusted', async () => {
  expect(await environmentProtection(github, 'production')).toMatchObject({
    exists: false,
    reviewers: 0,
    branchPolicy: false,
  });
  await createDeployment(github, start('aa', { environment: 'staging' }));
  expect(await environmentProtection(github, 'staging')).toMatchObject({ exists: true, reviewers: 0, waitMinutes: 0 });
  repository.protect('production', {
    reviewers: ['ada', 'grace'],
    waitMinutes: 10,
    preventSelfReview: true,
    branches: ['main'],
  });
  expect(await environmentProtection(github, 'production')).toEqual({
    exists: true,
    reviewers: 2,
    preventsSelfReview: true,
    waitMinutes: 10,
    branchPolicy: true,
    adminsMayBypass: true,
  });
  await expect(
    environmentProtection(openClient(hub, { repository: `${github.owner}/${github.repo}`, permissions: {} }), 'x'),
  ).rejects.toThrow('403');
});
