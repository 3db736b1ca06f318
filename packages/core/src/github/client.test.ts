import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type GitHub as LocalGitHub,
  primaryLimit,
  secondaryLimit,
  startGitHub,
} from '../../../../test/support/github/server.ts';
import { openClient } from '../../../../test/support/open-client.ts';
import { messageOf, ServiceError } from '../error.ts';
import type { GitHub } from './client.ts';
import { GitHubError } from './error.ts';

let hub: LocalGitHub;
let pullRequest: number;

beforeAll(async () => {
  hub = await startGitHub();
  const repository = await hub.repository('acme', 'churn');
  await repository.commit({ files: { 'README.md': 'churn' } });
  await repository.commit({ branch: 'model', files: { 'train.py': 'x' } });
  pullRequest = await repository.openPull({ head: 'model', title: 'Better model' });
});
afterAll(() => hub.close());
beforeEach(() => hub.faults.clear());
afterEach(() => expect(hub.violations).toEqual([]));

const read = (github: GitHub) =>
  github.use(async ({ rest }, at) => (await rest.issues.listComments({ ...at, issue_number: pullRequest })).data);
const comment = (github: GitHub) =>
  github.use(({ rest }, at) => rest.issues.createComment({ ...at, issue_number: pullRequest, body: 'hello' }));

/** The message with what differs from run to run made equal. */
const textOf = async (call: Promise<unknown>): Promise<string> => {
  const error = await call.then(
    () => new Error('it was allowed'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ServiceError);
  return messageOf(error).replace(/request [^)"]+\)/, 'request ID)');
};

describe('what is tried again', () => {
  test.each([
    ['a server error', { status: 502 }, 2],
    ['three server errors', { status: 503, times: 3 }, 4],
    ['a lost connection', { drop: true }, 2],
    ['an answer cut short', { truncate: true }, 2],
    ['too many requests', { status: 429, headers: { 'retry-after': '1' } }, 2],
    ['the secondary limit', secondaryLimit(2), 2],
    ['the primary limit, soon over', primaryLimit(Math.floor(Date.now() / 1000) + 1), 2],
  ])('%s', async (_, fault, requests) => {
    hub.faults.add({ path: /comments/, ...fault });
    const github = openClient(hub);
    expect(await read(github)).toBeInstanceOf(Array);
    expect(github.requests).toBe(requests);
  });

  test('writes, after a server error, too', async () => {
    hub.faults.add({ path: /comments/, method: 'POST', status: 500 });
    const github = openClient(hub);
    expect((await comment(github)).status).toBe(201);
    expect(github.requests).toBe(2);
  });
});

describe('what is not tried again', () => {
  test.each([400, 401, 403, 404, 409, 410, 422, 451])('%i', async (status) => {
    hub.faults.add({ path: /comments/, status, message: 'no' });
    const github = openClient(hub);
    await expect(read(github)).rejects.toMatchObject({ status });
    expect(github.requests).toBe(1);
  });

  test('a write whose answer was cut: it has happened', async () => {
    hub.faults.add({ path: /comments/, method: 'POST', truncate: true });
    const github = openClient(hub);
    await expect(comment(github)).rejects.toThrow(/cut short/);
    expect(github.requests).toBe(1);
  });

  test('a limit that lasts an hour', async () => {
    hub.faults.add({ path: /comments/, times: 9, ...primaryLimit(Math.floor(Date.now() / 1000) + 3_600) });
    const github = openClient(hub);
    await expect(read(github)).rejects.toThrow(/rate limit.*Run it again later/);
    expect(github.requests).toBe(1);
  });

  test('for ever: a limit or an error that stays', async () => {
    hub.faults.add({ path: /comments/, times: Number.POSITIVE_INFINITY, ...secondaryLimit(1) });
    const limited = openClient(hub);
    await expect(read(limited)).rejects.toBeInstanceOf(GitHubError);
    expect(limited.requests).toBe(3);
    hub.faults.clear();
    hub.faults.add({ path: /comments/, times: Number.POSITIVE_INFINITY, status: 500 });
    const broken = openClient(hub);
    await expect(read(broken)).rejects.toBeInstanceOf(GitHubError);
    expect(broken.requests).toBe(4);
  });
});

describe('what the message says', () => {
  const where = (text: string) => text.replaceAll(`issues/${pullRequest}/`, 'issues/7/');
  const readOnly = { permissions: { pull_requests: 'read', contents: 'read' } } as const;

  test('a refusal prints the YAML to add', async () => {
    expect(where(await textOf(comment(openClient(hub, readOnly))))).toMatchInlineSnapshot(`
      "GitHub POST /repos/acme/churn/issues/7/comments: answered 403 (got "Resource not accessible by integration - https://docs.github.com/rest", request ID). Add this to the job:
      permissions:
        pull-requests: write # or issues: write"
    `);
  });

  test('a refusal on a fork and under Dependabot says why', async () => {
    const event = { name: 'pull_request', isFork: true, isDependabot: false };
    expect(where(await textOf(comment(openClient(hub, { ...readOnly, event }))))).toMatchInlineSnapshot(`
      "GitHub POST /repos/acme/churn/issues/7/comments: answered 403 (got "Resource not accessible by integration - https://docs.github.com/rest", request ID). Add this to the job:
      permissions:
        pull-requests: write # or issues: write
      This run (event pull_request) comes from a fork: its token is read-only whatever the workflow says. A \`workflow_run\` job with \`mode: report\` can write for it."
    `);
    const dependabot = { ...event, isFork: false, isDependabot: true };
    expect(where(await textOf(comment(openClient(hub, { ...readOnly, event: dependabot }))))).toMatchInlineSnapshot(`
      "GitHub POST /repos/acme/churn/issues/7/comments: answered 403 (got "Resource not accessible by integration - https://docs.github.com/rest", request ID). Add this to the job:
      permissions:
        pull-requests: write # or issues: write
      This run (event pull_request) was started by Dependabot: its token is read-only unless the workflow grants \`permissions:\`, and it sees no Actions secrets."
    `);
  });

  test('a wrong token', async () => {
    expect(where(await textOf(read(openClient(hub, { token: 'ghs_wrong' }))))).toMatchInlineSnapshot(
      `"GitHub GET /repos/acme/churn/issues/7/comments: answered 401 (got "Bad credentials - https://docs.github.com/rest", request ID). Check \`github-token\`: it is empty, expired, or of another server."`,
    );
  });

  test('a server that stays broken', async () => {
    hub.faults.add({
      path: /comments/,
      times: 9,
      status: 502,
      message: 'Bad Gateway',
      headers: { 'x-github-request-id': 'AB12' },
    });
    expect(where(await textOf(read(openClient(hub))))).toMatchInlineSnapshot(
      `"GitHub GET /repos/acme/churn/issues/7/comments: answered 502 (got "Bad Gateway - https://docs.github.com/rest", request ID). It was tried several times; run it again when the service has recovered."`,
    );
  });

  test('no server at all', async () => {
    const closed = await startGitHub();
    const gone = openClient(hub, { apiUrl: closed.apiUrl });
    await closed.close();
    expect(where(await textOf(read(gone))).replace(/:\d+"/, ':PORT"')).toMatchInlineSnapshot(
      `"GitHub GET /repos/acme/churn/issues/7/comments: gave no answer (got "connect ECONNREFUSED 127.0.0.1:PORT"). It was tried several times; run it again when the service has recovered."`,
    );
  });

  test('never the token, nor commands for the runner', async () => {
    const token = hub.token({ pull_requests: 'write' });
    hub.faults.add({ path: /comments/, status: 422, message: `\n::error::you sent ${token}\u001b[31m` });
    const text = where(await textOf(read(openClient(hub, { token }))));
    expect(text).toMatchInlineSnapshot(
      `"GitHub GET /repos/acme/churn/issues/7/comments: answered 422 (got "::error::you sent *** [31m - https://docs.github.com/rest", request ID)."`,
    );
  });
});
