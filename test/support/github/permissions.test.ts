import { expect, test } from 'vitest';
import { scene } from './fixture.ts';
import { acceptedPermissions } from './permissions.ts';

test.each([
  [[{ contents: 'read' }], 'contents=read'],
  [[{ issues: 'write' }, { pull_requests: 'write' }], 'issues=write; pull_requests=write'],
  [[{ contents: 'read', checks: 'write' }], 'contents=read,checks=write'],
] as const)('%j is announced as %s', (needs, header) => {
  expect(acceptedPermissions(needs)).toBe(header);
});

test('a missing permission is a 403 that names what would do', async () => {
  await using local = await scene();
  const { where } = local;
  await local.octokit.rest.issues.create({ ...where, title: 'x' });
  const reader = local.client({ issues: 'read', contents: 'read' });
  expect((await reader.rest.issues.get({ ...where, issue_number: 1 })).status).toBe(200);
  await expect(reader.rest.issues.createComment({ ...where, issue_number: 1, body: 'x' })).rejects.toMatchObject({
    status: 403,
    response: {
      data: { message: 'Resource not accessible by integration' },
      headers: { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' },
    },
  });
  await expect(reader.rest.checks.create({ ...where, name: 'x', head_sha: local.first })).rejects.toMatchObject({
    status: 403,
    response: { headers: { 'x-accepted-github-permissions': 'checks=write' } },
  });
  const pulls = local.client({ pull_requests: 'write' });
  expect((await pulls.rest.issues.createComment({ ...where, issue_number: 1, body: 'x' })).status).toBe(201);
  expect(local.github.violations).toEqual([]);
});

test('an unknown token is a 401, no token may only read what is public', async () => {
  await using local = await scene();
  const { github, first } = local;
  const ask = (path: string, authorization?: string, init: RequestInit = {}) =>
    fetch(`${github.apiUrl}${path}`, { ...init, headers: { ...(authorization && { authorization }) } });
  const stranger = await ask('/repos/octo/models', 'Bearer nobody');
  expect([stranger.status, await stranger.json()]).toMatchObject([401, { message: 'Bad credentials' }]);
  expect((await ask('/repos/octo/models')).status).toBe(200);
  expect((await ask(`/repos/octo/models/commits/${first}`)).status).toBe(200);
  expect((await ask('/repos/octo/models/issues', undefined, { method: 'POST', body: '{"title":"x"}' })).status).toBe(
    401,
  );
  expect(github.violations).toEqual([]);
});

test('a private repository does not exist for whoever may not see it', async () => {
  await using local = await scene();
  const { github } = local;
  await github.repository('octo', 'secret', { private: true });
  const status = async (authorization?: string) =>
    (await fetch(`${github.apiUrl}/repos/octo/secret`, { headers: { ...(authorization && { authorization }) } }))
      .status;
  expect(await status()).toBe(404);
  expect(await status(`token ${github.token({}, { repository: 'octo/models' })}`)).toBe(404);
  expect(await status(`token ${github.token({}, { repository: 'octo/secret' })}`)).toBe(200);
});

test('GET /user answers people, not installations', async () => {
  await using local = await scene();
  await expect(local.octokit.rest.users.getAuthenticated()).rejects.toMatchObject({ status: 403 });
  const authorization = `token ${local.github.token({}, { login: 'mona', type: 'User' })}`;
  const answer = await fetch(`${local.github.apiUrl}/user`, { headers: { authorization } });
  expect(await answer.json()).toMatchObject({ login: 'mona', type: 'User' });
  local.repository.state.collaborators.set('mona', 'write');
  const { data } = await local.octokit.rest.repos.getCollaboratorPermissionLevel({ ...local.where, username: 'mona' });
  expect(data.permission).toBe('write');
  expect((await local.octokit.rest.rateLimit.get()).data.resources.core.limit).toBe(5000);
  expect(local.github.violations).toEqual([]);
});
