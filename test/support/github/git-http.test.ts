import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { scene } from './fixture.ts';
import { gitEnvironment } from './git.ts';
import type { Permissions } from './permissions.ts';

const run = promisify(execFile);

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'git-http-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** git as a runner would call it, with the header that actions/checkout sets. */
const client =
  (token?: string) =>
  async (cwd: string, ...args: string[]) => {
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
    const header = token ? ['-c', `http.extraHeader=Authorization: Basic ${basic}`] : [];
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@users.invalid'];
    return (await run('git', [...who, ...header, ...args], { cwd, env: gitEnvironment() })).stdout.trim();
  };

test('clone, push, and push with lease through the server name', async () => {
  await using local = await scene();
  const { repository, github, first } = local;
  expect(repository.cloneUrl).toMatch(/^http:\/\/forge\.localhost:\d+\/octo\/models\.git$/);
  const git = client(github.token({ contents: 'write' }));
  const work = join(await folder(), 'work');
  await git('.', 'clone', '--quiet', '--depth=1', repository.cloneUrl, work);
  expect(await git(work, 'rev-parse', 'HEAD')).toBe(first);
  await writeFile(join(work, 'x.txt'), 'x');
  await git(work, 'add', '.');
  await git(work, 'commit', '-q', '-m', 'x');
  await git(
    work,
    'push',
    '--quiet',
    '--force-with-lease=refs/heads/ml-records:',
    'origin',
    'HEAD:refs/heads/ml-records',
  );
  const mine = await git(work, 'rev-parse', 'HEAD');
  expect(await git(repository.gitDir, 'rev-parse', 'ml-records')).toBe(mine);
  const theirs = await repository.commit({ branch: 'ml-records', files: { 'y.txt': 'y' } });
  const stale = git(
    work,
    'push',
    `--force-with-lease=refs/heads/ml-records:${mine}`,
    'origin',
    'HEAD~0:refs/heads/ml-records',
  );
  await expect(stale).rejects.toThrow(/stale info|rejected|fetch first/);
  expect(await git(repository.gitDir, 'rev-parse', 'ml-records')).toBe(theirs);
});

const fetchUrl = (url: string, token?: string) => client(token)('.', 'ls-remote', url);

test.each<[string, Permissions | undefined, boolean, string | undefined]>([
  ['nobody reads what is public', undefined, false, undefined],
  ['nobody does not read what is private', undefined, true, 'Authentication|could not read Username|terminal prompts'],
  ['a reader reads what is private', { contents: 'read' }, true, undefined],
  ['a token without contents does not', { issues: 'write' }, true, '403'],
])('%s', async (_, permissions, hidden, refusal) => {
  await using local = await scene();
  const { github } = local;
  const repository = hidden ? await github.repository('octo', 'secret', { private: true }) : local.repository;
  await repository.commit({ files: { a: 'a' } });
  const answer = fetchUrl(repository.cloneUrl, permissions && github.token(permissions));
  if (refusal) await expect(answer).rejects.toThrow(new RegExp(refusal));
  else expect(await answer).toContain('refs/heads/main');
});

test('pushing needs contents: write, and a known token', async () => {
  await using local = await scene();
  const { github, repository } = local;
  const push = (token: string) => client(token)(repository.gitDir, 'push', repository.cloneUrl, 'main:refs/heads/new');
  await expect(push(github.token({ contents: 'read' }))).rejects.toThrow(/403/);
  await expect(push('nobody')).rejects.toThrow(/Authentication failed|could not read|terminal prompts/);
  await push(github.token({ contents: 'write' }));
});

test('faults strike git too', async () => {
  await using local = await scene();
  const { github, repository } = local;
  github.faults.add({ path: /git-receive-pack$/, method: 'POST', status: 503 });
  const git = client(github.token({ contents: 'write' }));
  const push = () => git(repository.gitDir, 'push', repository.cloneUrl, 'main:refs/heads/new');
  await expect(push()).rejects.toThrow(/503/);
  await push();
  const posts = github.requests.filter(({ method }) => method === 'POST').map(({ status }) => status);
  expect(posts).toEqual([503, 200]);
});

test('rules close a branch to pushes; signatures are no matter for the API', async () => {
  await using local = await scene();
  const { github, repository, octokit, where, first } = local;
  const rule = { ruleset_source_type: 'Repository', ruleset_source: 'octo/models', ruleset_id: 7 } as const;
  const git = client(github.token({ contents: 'write' }));
  const push = () => git(repository.gitDir, 'push', repository.cloneUrl, 'main:refs/heads/ml-records');
  const create = () => octokit.rest.git.createRef({ ...where, ref: 'refs/heads/ml-records', sha: first });
  repository.setRules('ml-records', [{ type: 'pull_request', ...rule }]);
  await expect(push()).rejects.toThrow(/GH013: Repository rule violations.*\n.*through a pull request/);
  await expect(create()).rejects.toMatchObject({ status: 422 });
  repository.setRules('ml-records', [{ type: 'required_signatures', ...rule }]);
  await expect(push()).rejects.toThrow(/verified signatures/);
  await git(repository.gitDir, 'push', repository.cloneUrl, 'main:refs/heads/other');
  expect((await create()).status).toBe(201);
  expect(github.violations).toEqual([]);
});
