import { expect, test } from 'vitest';
import { scene } from './fixture.ts';

test('a check opens in progress, is completed, and the newest of a name is listed', async () => {
  await using local = await scene();
  const { octokit, where, first } = local;
  const open = { ...where, name: 'gate', head_sha: first, status: 'in_progress' as const };
  await octokit.rest.checks.create(open);
  const { data } = await octokit.rest.checks.create({
    ...open,
    external_id: '7',
    output: { title: 't', summary: 's' },
  });
  expect(data).toMatchObject({ status: 'in_progress', conclusion: null, completed_at: null });
  await octokit.rest.checks.update({ ...where, check_run_id: data.id, conclusion: 'success' });
  const listed = await octokit.rest.checks.listForRef({ ...where, ref: 'main', check_name: 'gate' });
  expect(listed.data.check_runs).toMatchObject([
    { id: data.id, status: 'completed', conclusion: 'success', external_id: '7' },
  ]);
  expect((await octokit.rest.checks.listForRef({ ...where, ref: first, filter: 'all' })).data.total_count).toBe(2);
  expect((await octokit.rest.checks.get({ ...where, check_run_id: data.id })).data.output.title).toBe('t');
  expect(local.github.violations).toEqual([]);
});

test('unknown commits and oversized texts are refused', async () => {
  await using local = await scene();
  const { octokit, where, first } = local;
  const create = (head_sha: string, summary: string) =>
    octokit.rest.checks.create({ ...where, name: 'gate', head_sha, output: { title: 't', summary } });
  await expect(create('0'.repeat(40), 's')).rejects.toMatchObject({ status: 422 });
  await expect(create(first, 'x'.repeat(65_536))).rejects.toMatchObject({ status: 422 });
  expect(local.repository.state.checks).toEqual([]);
});

test.each([
  [[], 'pending'],
  [['success'], 'success'],
  [['pending', 'success'], 'pending'],
  [['failure', 'success', 'pending'], 'failure'],
  [['error'], 'failure'],
] as const)('statuses %j combine to %s', async (states, combined) => {
  await using local = await scene();
  const { octokit, where, first } = local;
  for (const [at, state] of states.entries()) {
    await octokit.rest.repos.createCommitStatus({ ...where, sha: first, state: 'error', context: `c${at}` });
    await octokit.rest.repos.createCommitStatus({ ...where, sha: first, state, context: `c${at}` });
  }
  const { data } = await octokit.rest.repos.getCombinedStatusForRef({ ...where, ref: 'main' });
  expect([data.state, data.total_count]).toEqual([combined, states.length]);
  const all = await octokit.rest.repos.listCommitStatusesForRef({ ...where, ref: 'main' });
  expect(all.data).toHaveLength(2 * states.length);
  expect(local.github.violations).toEqual([]);
});
