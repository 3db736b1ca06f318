import { createHash } from 'node:crypto';
import type { Actor } from './permissions.ts';
import type { Schema } from './route.ts';

/** The workflow token's identity on github.com. */
export const ACTIONS_BOT = 'github-actions[bot]';

const NUMERIC_ID_DIGITS = 7;

/** A stable number for a login, so that the same person has the same id in every answer. */
const idOf = (login: string): number =>
  Number.parseInt(createHash('sha256').update(login).digest('hex').slice(0, NUMERIC_ID_DIGITS), 16);

export const nodeId = (kind: string, id: number): string => Buffer.from(`${kind}:${id}`).toString('base64');

/** An account as GitHub embeds it in everything it answers. */
export function userJson(
  apiUrl: string,
  serverUrl: string,
  actor: Pick<Actor, 'login' | 'type'>,
): Schema<'simple-user'> {
  const { login, type } = actor;
  const id = idOf(login);
  const url = `${apiUrl}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: nodeId('User', id),
    avatar_url: `${serverUrl}/avatars/${id}`,
    gravatar_id: '',
    url,
    html_url: `${serverUrl}/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** The app behind the workflow token, named on checks, comments and deployments it made. */
export const actionsApp = (apiUrl: string, serverUrl: string, created: string): Schema<'integration'> => ({
  id: 15368, // the id of GitHub Actions on github.com
  slug: 'github-actions',
  node_id: nodeId('App', 15368),
  owner: userJson(apiUrl, serverUrl, { login: 'github', type: 'User' }),
  name: 'GitHub Actions',
  description: 'Automate your workflow from idea to production',
  external_url: 'https://help.github.com/en/actions',
  html_url: `${serverUrl}/apps/github-actions`,
  created_at: created,
  updated_at: created,
  permissions: { checks: 'write', contents: 'write', deployments: 'write', issues: 'write', metadata: 'read' },
  events: [],
});
