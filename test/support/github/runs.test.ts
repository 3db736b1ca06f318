import { expect, test } from 'vitest';
import { scene } from './fixture.ts';

const workflow = 'on:\n  workflow_dispatch:\njobs: {}\n';

test('a dispatch is recorded, tells its run if asked, and needs a workflow that takes it', async () => {
  await using local = await scene();
  const { octokit, where, repository } = local;
  await repository.commit({
    files: { '.github/workflows/train.yml': workflow, '.github/workflows/ci.yml': 'on: push\n' },
  });
  const send = (workflow_id: string, more: object = {}) =>
    octokit.rest.actions.createWorkflowDispatch({ ...where, workflow_id, ref: 'main', ...more });
  expect((await send('train.yml', { inputs: { reason: 'drift' } })).status).toBe(204);
  const { data } = await send('train.yml', { return_run_details: true });
  const run = await octokit.rest.actions.getWorkflowRun({
    ...where,
    run_id: (data as unknown as { workflow_run_id: number }).workflow_run_id,
  });
  expect(run.data).toMatchObject({ event: 'workflow_dispatch', head_branch: 'main', run_number: 2, status: 'queued' });
  await expect(send('ci.yml')).rejects.toMatchObject({ status: 422 });
  await expect(send('gone.yml')).rejects.toMatchObject({ status: 404 });
  await octokit.rest.repos.createDispatchEvent({ ...where, event_type: 'drift', client_payload: { model: 'm' } });
  expect(repository.state.dispatches).toMatchObject([
    { kind: 'workflow', workflow: '.github/workflows/train.yml', inputs: { reason: 'drift' } },
    { kind: 'workflow', run: run.data.id },
    { kind: 'repository', event: 'drift', payload: { model: 'm' } },
  ]);
  const runs = await octokit.rest.actions.listWorkflowRuns({ ...where, workflow_id: 'train.yml' });
  expect(runs.data.total_count).toBe(2);
  expect(local.github.violations).toEqual([]);
});

test('a run tells who approved its deployment', async () => {
  await using local = await scene();
  const { octokit, where, repository, first } = local;
  const facts = { workflow: '.github/workflows/ci.yml', event: 'push', headSha: first, headBranch: 'main' };
  const { id } = await repository.startRun({ ...facts, id: 42, attempt: 2 });
  repository.approve(id, { environment: 'production', by: 'mona', comment: 'go' });
  const { data } = await octokit.rest.actions.getReviewsForRun({ ...where, run_id: 42 });
  expect(data).toMatchObject([{ state: 'approved', comment: 'go', user: { login: 'mona' } }]);
  const listed = await octokit.rest.actions.listWorkflowRunsForRepo({ ...where, event: 'push', head_sha: first });
  expect(listed.data.workflow_runs).toMatchObject([{ id: 42, run_attempt: 2 }]);
  expect(local.github.violations).toEqual([]);
});

test('the rules of a branch are told', async () => {
  await using local = await scene();
  const { octokit, where, repository } = local;
  const rules = (branch: string) => octokit.rest.repos.getBranchRules({ ...where, branch });
  expect((await rules('ml-records')).data).toEqual([]);
  repository.setRules('ml-records', [
    { type: 'required_signatures', ruleset_source_type: 'Repository', ruleset_source: 'octo/models', ruleset_id: 7 },
  ]);
  expect((await rules('ml-records')).data).toMatchObject([{ type: 'required_signatures', ruleset_id: 7 }]);
  expect(local.github.violations).toEqual([]);
});
