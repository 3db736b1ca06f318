import { expect, test } from 'vitest';
import { type Scene, scene } from './fixture.ts';
import { git } from './git.ts';

/** A topic branch with one changed, one added and one renamed file, and main one commit further. */
async function topic({ repository }: Scene): Promise<{ head: string; tip: string }> {
  const head = await repository.commit({
    branch: 'topic/x',
    files: { 'src/a.txt': 'a\nb\n', 'new file.txt': 'n\n', 'README.md': null, 'docs/README.md': '# models\n' },
  });
  const tip = await repository.commit({ files: { 'other.txt': 'o\n' } });
  return { head, tip };
}

test('compare tells merge base, distance and files from the real repository', async () => {
  await using local = await scene();
  const { head, tip } = await topic(local);
  const { data } = await local.octokit.rest.repos.compareCommitsWithBasehead({
    ...local.where,
    basehead: 'main...topic/x',
  });
  expect(data).toMatchObject({ status: 'diverged', ahead_by: 1, behind_by: 1, total_commits: 1 });
  expect([data.merge_base_commit.sha, data.base_commit.sha, data.commits[0]?.sha]).toEqual([local.first, tip, head]);
  const files = data.files?.map((file) => [
    file.status,
    file.filename,
    file.previous_filename,
    file.additions,
    file.deletions,
  ]);
  expect(files).toEqual([
    ['renamed', 'docs/README.md', 'README.md', 0, 0],
    ['added', 'new file.txt', undefined, 1, 0],
    ['modified', 'src/a.txt', undefined, 1, 0],
  ]);
  const same = { ...local.where, basehead: `${tip}...octo:main` };
  expect((await local.octokit.rest.repos.compareCommitsWithBasehead(same)).data.status).toBe('identical');
  const gone = local.octokit.rest.repos.compareCommitsWithBasehead({ ...local.where, basehead: 'main...gone' });
  await expect(gone).rejects.toMatchObject({ status: 404 });
  expect(local.github.violations).toEqual([]);
});

test('a pull request is opened, read, merged for real, and found by its commits', async () => {
  await using local = await scene();
  const { octokit, where, repository } = local;
  const { head, tip } = await topic(local);
  const pull_number = await repository.openPull({ head: 'topic/x', title: 'Better model', author: 'mona' });
  const { data } = await octokit.rest.pulls.get({ ...where, pull_number });
  expect(data).toMatchObject({ state: 'open', mergeable: true, commits: 1, changed_files: 3, user: { login: 'mona' } });
  expect([data.head.sha, data.base.sha]).toEqual([head, tip]);
  expect(await git(repository.gitDir, ['rev-parse', `refs/pull/${pull_number}/head`])).toBe(head);
  expect(await git(repository.gitDir, ['rev-parse', `refs/pull/${pull_number}/merge`])).toBe(data.merge_commit_sha);
  expect((await octokit.rest.pulls.listFiles({ ...where, pull_number })).data).toHaveLength(3);
  expect((await octokit.rest.pulls.listCommits({ ...where, pull_number })).data.map(({ sha }) => sha)).toEqual([head]);
  expect((await octokit.rest.pulls.list({ ...where, head: 'octo:topic/x' })).data).toHaveLength(1);

  const merged = await octokit.rest.pulls.merge({ ...where, pull_number, sha: head });
  expect(await git(repository.gitDir, ['rev-parse', 'main', 'main^1', 'main^2'])).toBe(
    [merged.data.sha, tip, head].join('\n'),
  );
  expect((await octokit.rest.pulls.get({ ...where, pull_number })).data).toMatchObject({
    merged: true,
    state: 'closed',
  });
  for (const commit_sha of [head, merged.data.sha]) {
    const found = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...where, commit_sha });
    expect(found.data.map(({ number }) => number)).toEqual([pull_number]);
  }
  expect((await octokit.rest.pulls.list(where)).data).toEqual([]);
  await expect(octokit.rest.pulls.merge({ ...where, pull_number })).rejects.toMatchObject({ status: 405 });
  expect(local.github.violations).toEqual([]);
});

test('conflicts are not mergeable, and a moved head is a 409', async () => {
  await using local = await scene();
  const { octokit, where, repository } = local;
  await repository.commit({ branch: 'topic', files: { 'README.md': 'mine\n' } });
  const pull_number = await repository.openPull({ head: 'topic', title: 'x' });
  const stale = octokit.rest.pulls.merge({ ...where, pull_number, sha: local.first });
  await expect(stale).rejects.toMatchObject({ status: 409 });
  await repository.commit({ files: { 'README.md': 'theirs\n' } });
  const { data } = await octokit.rest.pulls.get({ ...where, pull_number });
  expect(data).toMatchObject({ mergeable: false, mergeable_state: 'dirty', merge_commit_sha: null });
  await expect(octokit.rest.pulls.merge({ ...where, pull_number })).rejects.toMatchObject({ status: 405 });
  expect(local.github.violations).toEqual([]);
});

test('a pull request from a fork says so, also in its event', async () => {
  await using local = await scene();
  const { octokit, where, repository } = local;
  const head = await repository.commit({ branch: 'patch-1', files: { 'x.txt': 'x' } });
  const number = await repository.openPull({ head: 'patch-1', title: 'From outside', author: 'eve', fromFork: 'eve' });
  const { data } = await octokit.rest.pulls.get({ ...where, pull_number: number });
  expect(data.head).toMatchObject({ label: 'eve:patch-1', sha: head, repo: { full_name: 'eve/models', fork: true } });
  expect(data.base.repo).toMatchObject({ full_name: 'octo/models', fork: false });
  expect(await repository.pullEvent(number, 'synchronize')).toMatchObject({
    action: 'synchronize',
    number,
    pull_request: { head: { sha: head } },
    repository: { full_name: 'octo/models' },
    sender: { login: 'eve' },
  });
  repository.closePull(number);
  expect((await octokit.rest.pulls.get({ ...where, pull_number: number })).data.state).toBe('closed');
  const squashed = await repository.openPull({ head: 'patch-1', title: 'Again' });
  const sha = await repository.mergePull(squashed, 'mona', { method: 'squash' });
  expect(await git(repository.gitDir, ['log', '-1', '--format=%P %s', sha])).toBe(
    `${local.first} Again (#${squashed})`,
  );
  expect(local.github.violations).toEqual([]);
});
