import { createClient, type GitHub } from '@ml-actions/core/github/client';
import type { ClientOptions } from '@ml-actions/core/github/client-options';
import { ALL } from './github/fixture.ts';
import type { GitHub as LocalGitHub, Permissions } from './github/server.ts';

export interface ClientParts extends Partial<ClientOptions> {
  readonly permissions?: Permissions;
}

/** The product's own client on the local GitHub's `acme/churn`; a second of waiting takes a millisecond. */
export const openClient = (hub: LocalGitHub, { permissions = ALL, ...parts }: ClientParts = {}): GitHub =>
  createClient({
    token: hub.token(permissions),
    apiUrl: hub.apiUrl,
    serverUrl: hub.serverUrl,
    repository: 'acme/churn',
    userAgent: 'ml-actions-test',
    log: { info: () => {}, warning: () => {} },
    event: { name: 'pull_request', isFork: false, isDependabot: false },
    second: 1,
    ...parts,
  });
