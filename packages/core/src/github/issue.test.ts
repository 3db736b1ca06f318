import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RepositoryHandle } from '../../../../test/support/github/repository.ts';
import { type GitHub as LocalGitHub, startGitHub } from '../../../../test/support/github/server.ts';
import { openClient } from '../../../../test/support/open-client.ts';
import { issueMarker } from '../report/marker.ts';
import type { GitHub } from './client.ts';
import { commentOnIssue, findIssues, openIssue, updateIssue } from './issue.ts';

let hub: LocalGitHub;
let repository: RepositoryHandle;
let github: GitHub;
let repositories = 0;

beforeAll(async () => {
  hub = await startGitHub();
});
afterAll(() => hub.close());
beforeEach(async () => {
  repositories += 1;
  repository = await hub.repository('acme', `churn-${repositories}`);
  github = openClient(hub, { repository: `acme/churn-${repositories}` });
});
afterEach(() => expect(hub.violations).toEqual([]));

const key = 'drift-check/churn/production';
const labels = [
  { name: 'drift-check', color: 'd93f0b', description: 'Production data moved away' },
  { name: 'model:churn', color: 'c5def5', description: 'The model churn' },
];
const target = { key, labels: labels.map(({ name }) => name) };
const open = (parts = {}) => openIssue(github, { key, labels, title: 'Drift in churn', body: 'age moved', ...parts });

test('an issue is opened once and found again by labels and marker', async () => {
  expect(await findIssues(github, target)).toEqual([]);
  const made = await open();
  expect(repository.state.labels.map(({ name, color }) => [name, color])).toEqual([
    ['drift-check', 'd93f0b'],
    ['model:churn', 'c5def5'],
  ]);
  expect(made).toMatchObject({
    state: 'open',
    labels: ['drift-check', 'model:churn'],
    body: `${issueMarker(key)}\n\nage moved`,
  });
  expect(await findIssues(github, target)).toEqual([made]);
  expect(await findIssues(github, { ...target, key: 'drift-check/churn/staging' })).toEqual([]);
});

test('its life: rewritten, commented on, closed, reopened', async () => {
  const { number } = await open();
  await updateIssue(github, number, { key, title: 'Drift in churn: age, income', body: 'worse' });
  await commentOnIssue(github, number, 'income has moved, too');
  await updateIssue(github, number, { key, state: 'closed', stateReason: 'completed' });
  const [closed] = await findIssues(github, target);
  expect(closed).toMatchObject({
    state: 'closed',
    stateReason: 'completed',
    title: 'Drift in churn: age, income',
    body: `${issueMarker(key)}\n\nworse`,
  });
  expect(closed?.closedAt).toMatch(/^\d{4}-/);
  await updateIssue(github, number, { key, state: 'open', stateReason: 'reopened' });
  expect(await findIssues(github, target)).toMatchObject([
    { number, state: 'open', stateReason: 'reopened', closedAt: null },
  ]);
  expect(repository.state.comments.map(({ body }) => body)).toEqual(['income has moved, too']);
});

test('several are found newest first, and the list is read to its end', async () => {
  const first = await open();
  const token = hub.token({ issues: 'write' }, { login: 'ada', type: 'User' });
  const ada = openClient(hub, { repository: `acme/churn-${repositories}`, token });
  for (let at = 0; at < 101; at++) {
    await ada.use(({ rest }, at) => rest.issues.create({ ...at, title: 'me too', labels: target.labels }));
  }
  const last = await open();
  expect((await findIssues(github, target)).map(({ number }) => number)).toEqual([last.number, first.number]);
});

test('a planted marker of a person is not ours', async () => {
  const token = hub.token({ issues: 'write' }, { login: 'mallory', type: 'User' });
  const mallory = openClient(hub, { repository: `acme/churn-${repositories}`, token });
  await mallory.use(({ rest }, at) =>
    rest.issues.create({ ...at, title: 'x', labels: target.labels, body: issueMarker(key) }),
  );
  expect(await findIssues(github, target)).toEqual([]);
});
