import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scene } from './fixture.ts';
import { Contract } from './openapi.ts';
import { routes } from './routes.ts';

const post = (url: string, token: string, body: object) =>
  fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(body) });

test.each([
  ['/check-runs', { name: 'gate', head_sha: 'x', conclusion: 'splendid', status: 'completed' }, 'conclusion'],
  ['/issues/1/comments', {}, 'body'],
  ['/statuses/0000', { state: 'green' }, 'state'],
  ['/deployments', { ref: 'main', enviroment: 'production' }, 'unknown property enviroment'],
  ['/issues?colour=red', { title: 'x' }, 'unknown query parameter colour'],
] as const)('POST %s with %j is refused', async (path, body, detail) => {
  await using local = await scene();
  const token = local.github.token({ issues: 'write', checks: 'write', statuses: 'write', deployments: 'write' });
  const answer = await post(`${local.github.apiUrl}/repos/octo/models${path}`, token, body);
  expect(answer.status).toBe(422);
  expect(((await answer.json()) as { message: string }).message).toContain(detail);
  expect(local.github.violations).toMatchObject([{ by: 'client' }]);
});

test('an operation that is not there is a violation too', async () => {
  await using local = await scene();
  expect((await fetch(`${local.github.apiUrl}/orgs/octo/teams`)).status).toBe(404);
  expect(local.github.violations).toMatchObject([{ operation: 'GET /orgs/octo/teams' }]);
});

test('an answer that GitHub would not give is found', () => {
  const contract = new Contract();
  const route = routes.find(
    ({ method, path }) => method === 'POST' && path.endsWith('/issues/{issue_number}/comments'),
  );
  if (!route) throw new Error('no such route');
  expect(contract.response(route, 201, { id: 1 })).toMatchObject([
    expect.stringContaining("must have required property 'node_id'"),
  ]);
  expect(contract.response(route, 200, {})).toEqual(['status 200 is not described']);
  expect(contract.response(route, 503, { message: 'anything' })).toEqual([]);
});

test('the description is cut to exactly these routes, and says where it comes from', () => {
  const cut = JSON.parse(readFileSync(new URL('../../fixture/openapi/github.json', import.meta.url), 'utf8')) as {
    info: { version: string; license: { name: string } };
    paths: Record<string, object>;
  };
  const described = Object.entries(cut.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  expect([cut.info.version, cut.info.license.name]).toEqual(['23.0.2', 'MIT']);
});
