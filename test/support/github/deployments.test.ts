import { expect, test } from 'vitest';
import { type Scene, scene } from './fixture.ts';

type Options = Parameters<Scene['octokit']['rest']['repos']['createDeployment']>[0];

async function deploy({ octokit, where }: Scene, options: Partial<Options> = {}): Promise<number> {
  const wanted = { ...where, ref: 'main', auto_merge: false, required_contexts: [], ...options };
  const { data } = await octokit.rest.repos.createDeployment(wanted);
  if (!('id' in data)) throw new Error(data.message ?? 'no deployment');
  return Number(data.id);
}

const report = (local: Scene, deployment_id: number, state: 'success' | 'in_progress' | 'inactive') =>
  local.octokit.rest.repos.createDeploymentStatus({ ...local.where, deployment_id, state });

const stateOf = async ({ octokit, where }: Scene, deployment_id: number) =>
  (await octokit.rest.repos.listDeploymentStatuses({ ...where, deployment_id })).data[0]?.state;

test('a success retires earlier successes of its environment, but not in production', async () => {
  await using local = await scene();
  const outcomes: Record<string, unknown> = {};
  for (const environment of ['staging', 'production']) {
    const first = await deploy(local, { environment });
    await report(local, first, 'success');
    const second = await deploy(local, { environment });
    await report(local, second, 'in_progress');
    expect(await stateOf(local, first)).toBe('success');
    await report(local, second, 'success');
    outcomes[environment] = [await stateOf(local, first), await stateOf(local, second)];
  }
  expect(outcomes).toEqual({ staging: ['inactive', 'success'], production: ['success', 'success'] });
  expect(local.github.violations).toEqual([]);
});

test('deployments are found by environment, task, ref and sha', async () => {
  await using local = await scene();
  const { octokit, where, first } = local;
  const id = await deploy(local, { environment: 'staging', task: 'deploy:model', payload: { digest: 'sha256:0' } });
  await deploy(local);
  const found = async (query: object) =>
    (await octokit.rest.repos.listDeployments({ ...where, ...query })).data.map((one) => one.id);
  expect(await found({ environment: 'staging' })).toEqual([id]);
  expect(await found({ task: 'deploy:model', sha: first, ref: 'main' })).toEqual([id]);
  expect(await found({ environment: 'nowhere' })).toEqual([]);
  const { data } = await octokit.rest.repos.getDeployment({ ...where, deployment_id: id });
  expect(data).toMatchObject({ payload: { digest: 'sha256:0' }, production_environment: false });
  expect(local.github.violations).toEqual([]);
});

test('the defaults bite: unfinished contexts are a 409, a ref behind main is merged instead', async () => {
  await using local = await scene();
  const { octokit, where, first, repository } = local;
  await octokit.rest.checks.create({ ...where, name: 'deploy', head_sha: first, status: 'in_progress' });
  await expect(octokit.rest.repos.createDeployment({ ...where, ref: 'main' })).rejects.toMatchObject({ status: 409 });
  await repository.commit({ branch: 'topic', files: { 'x.txt': 'x' } });
  await repository.commit({ files: { 'y.txt': 'y' } });
  const merged = await octokit.rest.repos.createDeployment({ ...where, ref: 'topic', required_contexts: [] });
  expect(merged.status).toBe(202);
  await expect(octokit.rest.repos.createDeployment({ ...where, ref: 'gone' })).rejects.toMatchObject({ status: 422 });
  expect(repository.state.deployments).toEqual([]);
  expect(local.github.violations).toEqual([]);
});

test('only an inactive deployment can be deleted', async () => {
  await using local = await scene();
  const [first, second] = [await deploy(local), await deploy(local)];
  const remove = (deployment_id: number) =>
    local.octokit.rest.repos.deleteDeployment({ ...local.where, deployment_id });
  await report(local, first, 'success');
  await expect(remove(first)).rejects.toMatchObject({ status: 422 });
  await report(local, first, 'inactive');
  expect((await remove(first)).status).toBe(204);
  expect(local.repository.state.deployments.map(({ id }) => id)).toEqual([second]);
});

test('an unknown environment comes into being unprotected; a protected one shows its rules', async () => {
  await using local = await scene();
  const { octokit, where, repository } = local;
  const get = (environment_name: string) => octokit.rest.repos.getEnvironment({ ...where, environment_name });
  await expect(get('staging')).rejects.toMatchObject({ status: 404 });
  await deploy(local, { environment: 'staging' });
  expect((await get('staging')).data.protection_rules).toEqual([]);
  repository.protect('production', { reviewers: ['mona'], waitMinutes: 10, branches: ['main'] });
  const { data } = await get('production');
  expect(data.protection_rules?.map(({ type }) => type)).toEqual(['wait_timer', 'required_reviewers', 'branch_policy']);
  const policies = await octokit.rest.repos.listDeploymentBranchPolicies({ ...where, environment_name: 'production' });
  expect(policies.data.branch_policies.map(({ name }) => name)).toEqual(['main']);
  expect((await octokit.rest.repos.getAllEnvironments(where)).data.total_count).toBe(2);
  expect(local.github.violations).toEqual([]);
});
