import { expect, test } from 'vitest';
import { authorTest } from './author.ts';
import type { GitHub } from './client.ts';

const github = (login: string | undefined): GitHub => ({
  owner: 'acme',
  repo: 'churn',
  serverUrl: 'https://github.example',
  requests: 0,
  login: async () => login,
  use: () => Promise.reject(new Error('not asked')),
});

test.each([
  ['a known login is matched exactly', 'ada', { login: 'ada', type: 'User' }, true],
  ['another person is not us', 'ada', { login: 'mallory', type: 'User' }, false],
  ['another bot is not us where the login is known', 'our-app[bot]', { login: 'dependabot[bot]', type: 'Bot' }, false],
  ['an app of unknown name trusts bots', undefined, { login: 'github-actions[bot]', type: 'Bot' }, true],
  ['a person never counts as a bot', undefined, { login: 'gitea-actions', type: 'User' }, false],
  ['a forge without types has its own Actions user', undefined, { login: 'forgejo-actions' }, true],
  ['and nobody else', undefined, { login: 'mallory' }, false],
  ['a deleted account is nobody', undefined, null, false],
])('%s', async (_, login, user, ours) => {
  expect((await authorTest(github(login)))(user)).toBe(ours);
});

test('a given login wins', async () => {
  const isOurs = await authorTest(github('ada'), 'our-app[bot]');
  expect([isOurs({ login: 'ada' }), isOurs({ login: 'our-app[bot]' })]).toEqual([false, true]);
});
