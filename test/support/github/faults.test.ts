import { expect, test } from 'vitest';
import { primaryLimit, secondaryLimit } from './faults.ts';
import { type Scene, scene } from './fixture.ts';

const comment = ({ octokit, where }: Scene) =>
  octokit.rest.issues.createComment({ ...where, issue_number: 1, body: 'x' });
const opened = async (local: Scene) => local.octokit.rest.issues.create({ ...local.where, title: 'x' });

test.each([401, 403, 404, 409, 422, 429, 500, 502, 503])(
  '%i strikes the request it is set for, once',
  async (status) => {
    await using local = await scene();
    await opened(local);
    const fault = local.github.faults.add({ method: 'POST', path: /comments$/, nth: 2, status });
    await comment(local);
    await expect(comment(local)).rejects.toMatchObject({ status });
    await comment(local);
    expect(fault).toMatchObject({ seen: 3, struck: 1 });
    expect(local.repository.state.comments).toHaveLength(2);
    expect(local.github.requests.map((request) => request.status)).toEqual([201, 201, status, 201]);
  },
);

test('an answer may be lost after the request took effect', async () => {
  await using local = await scene();
  await opened(local);
  local.github.faults.add({ path: /comments$/, status: 502, after: true });
  await expect(comment(local)).rejects.toMatchObject({ status: 502 });
  local.github.faults.add({ path: /comments$/, drop: true, after: true });
  await expect(comment(local)).rejects.toThrow();
  expect(local.repository.state.comments).toHaveLength(2);
  local.github.faults.add({ path: /comments$/, drop: true });
  await expect(comment(local)).rejects.toThrow();
  expect(local.repository.state.comments).toHaveLength(2);
  expect(local.github.requests.map(({ status }) => status)).toEqual([201, 502, 0, 0]);
});

test('JSON may end in the middle', async () => {
  await using local = await scene();
  local.github.faults.add({ path: /models$/, truncate: true });
  const answer = await fetch(`${local.github.apiUrl}/repos/octo/models`);
  await expect(answer.json()).rejects.toThrow(SyntaxError);
});

test('rate limits carry the headers a client must heed', async () => {
  await using local = await scene();
  await opened(local);
  local.github.faults.add({ path: /comments$/, ...secondaryLimit(7) });
  await expect(comment(local)).rejects.toMatchObject({ status: 403, response: { headers: { 'retry-after': '7' } } });
  local.github.faults.add({ path: /comments$/, ...primaryLimit(1_900_000_000) });
  const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1900000000' };
  await expect(comment(local)).rejects.toMatchObject({ status: 403, response: { headers } });
});

test('latency delays the answer', async () => {
  await using local = await scene();
  local.github.faults.add({ path: /./, times: Number.POSITIVE_INFINITY, delayMs: 60, jitterMs: 20 });
  const start = performance.now();
  await local.octokit.rest.repos.get(local.where);
  expect(performance.now() - start).toBeGreaterThan(55);
  local.github.faults.clear();
});
