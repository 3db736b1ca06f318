import { expect, test } from 'vitest';
import { LONGEST_BODY } from './comments.ts';
import { scene } from './fixture.ts';

test('a comment is created, read, updated, listed and deleted', async () => {
  await using local = await scene();
  const { octokit, where, repository } = local;
  const issue = await octokit.rest.issues.create({ ...where, title: 'Drift', labels: ['drift'] });
  const at = { ...where, issue_number: issue.data.number };
  const { data } = await octokit.rest.issues.createComment({ ...at, body: 'first' });
  expect(data.user?.login).toBe('github-actions[bot]');
  await octokit.rest.issues.updateComment({ ...where, comment_id: data.id, body: 'second' });
  expect((await octokit.rest.issues.getComment({ ...where, comment_id: data.id })).data.body).toBe('second');
  expect(repository.state.comments).toHaveLength(1);
  expect((await octokit.rest.issues.get(at)).data.comments).toBe(1);
  await octokit.rest.issues.deleteComment({ ...where, comment_id: data.id });
  await expect(octokit.rest.issues.getComment({ ...where, comment_id: data.id })).rejects.toMatchObject({
    status: 404,
  });
  expect(local.github.violations).toEqual([]);
});

test('pages hold 30 unless asked otherwise, and Link leads to the rest', async () => {
  await using local = await scene();
  const { octokit, where } = local;
  const { data } = await octokit.rest.issues.create({ ...where, title: 'Long talk' });
  const at = { ...where, issue_number: data.number };
  for (let i = 1; i <= 65; i += 1) await octokit.rest.issues.createComment({ ...at, body: `comment ${i}` });
  const first = await octokit.rest.issues.listComments(at);
  expect(first.data).toHaveLength(30);
  expect(first.headers.link?.replaceAll(local.github.apiUrl, '')).toBe(
    '</repos/octo/models/issues/1/comments?page=2>; rel="next", </repos/octo/models/issues/1/comments?page=3>; rel="last"',
  );
  const all = await octokit.paginate(octokit.rest.issues.listComments, at);
  expect(all.map(({ body }) => body).at(-1)).toBe('comment 65');
  expect(all).toHaveLength(65);
  expect((await octokit.rest.issues.listComments({ ...at, per_page: 1000 })).data).toHaveLength(65);
  expect(local.github.violations).toEqual([]);
});

test('a body above the limit is refused', async () => {
  await using local = await scene();
  const { octokit, where } = local;
  await octokit.rest.issues.create({ ...where, title: 'Size' });
  const send = (length: number) =>
    octokit.rest.issues.createComment({ ...where, issue_number: 1, body: 'x'.repeat(length) });
  await send(LONGEST_BODY);
  await expect(send(LONGEST_BODY + 1)).rejects.toMatchObject({ status: 422 });
});

test('issues are found by label and state, closed with a reason, and keep pull requests apart', async () => {
  await using local = await scene();
  const { octokit, where } = local;
  await octokit.rest.issues.create({ ...where, title: 'one', labels: ['drift', 'model'] });
  await octokit.rest.issues.create({ ...where, title: 'two', labels: ['drift'] });
  await octokit.rest.issues.update({ ...where, issue_number: 1, state: 'closed', state_reason: 'not_planned' });
  const titles = async (query: object) =>
    (await octokit.rest.issues.listForRepo({ ...where, ...query })).data.map(({ title }) => title);
  expect(await titles({ labels: 'drift' })).toEqual(['two']);
  expect(await titles({ labels: 'drift', state: 'all' })).toEqual(['two', 'one']);
  expect(await titles({ labels: 'drift,model', state: 'closed' })).toEqual(['one']);
  const reopened = await octokit.rest.issues.update({ ...where, issue_number: 1, state: 'open', labels: ['again'] });
  expect(reopened.data).toMatchObject({ state: 'open', state_reason: 'reopened', closed_at: null });
  await octokit.rest.issues.addLabels({ ...where, issue_number: 1, labels: ['more'] });
  const labels = await octokit.rest.issues.listLabelsOnIssue({ ...where, issue_number: 1 });
  expect(labels.data.map(({ name }) => name)).toEqual(['again', 'more']);
  await expect(octokit.rest.issues.createLabel({ ...where, name: 'DRIFT' })).rejects.toMatchObject({ status: 422 });
  expect(local.github.violations).toEqual([]);
});
