import { forbidden, unauthorized } from './reply.ts';

export type Level = 'read' | 'write';

/** The names GitHub uses in a workflow's `permissions:`, with underscores as in the REST API. */
export type Permission =
  | 'actions'
  | 'administration'
  | 'checks'
  | 'contents'
  | 'deployments'
  | 'issues'
  | 'members'
  | 'metadata'
  | 'pull_requests'
  | 'statuses';

export type Permissions = Partial<Record<Permission, Level>>;

/** Sets of permissions, one of which suffices; an empty list asks for nothing beyond access to the repository. */
export type Needs = readonly Permissions[];

/** Who a token speaks for. `Bot` is an installation, as the workflow token is; `User` is a person's own token. */
export interface Actor {
  readonly login: string;
  readonly type: 'Bot' | 'User';
  readonly permissions: Permissions;
  /** `owner/name` of the only private repository it may see; absent: every repository */
  readonly repository?: string;
}

const grants = (held: Permissions, wanted: Permissions): boolean =>
  Object.entries(wanted).every(([name, level]) => {
    const own = name === 'metadata' ? 'read' : held[name as Permission];
    return own === 'write' || own === level;
  });

/** The form of GitHub's header: `,` joins what is needed together, `;` separates alternatives. */
export const acceptedPermissions = (needs: Needs): string =>
  needs
    .map((set) =>
      Object.entries(set)
        .map(([name, level]) => `${name}=${level}`)
        .join(','),
    )
    .join('; ');

/** Throws the 401 or 403 that GitHub answers when `actor` (undefined: no token) lacks what an operation needs. */
export function demand(actor: Actor | undefined, needs: Needs): void {
  if (needs.length === 0) return;
  if (!actor) {
    if (needs.some((set) => Object.values(set).every((level) => level === 'read'))) return;
    throw unauthorized('Requires authentication');
  }
  if (needs.some((set) => grants(actor.permissions, set))) return;
  throw forbidden(
    actor.type === 'Bot'
      ? 'Resource not accessible by integration'
      : 'Resource not accessible by personal access token',
    { 'x-accepted-github-permissions': acceptedPermissions(needs) },
  );
}

/** May `actor` see this repository at all? A no is answered 404, as GitHub hides private repositories. */
export const sees = (actor: Actor | undefined, repository: { fullName: string; private: boolean }): boolean =>
  !repository.private || (!!actor && (!actor.repository || actor.repository === repository.fullName));

/** `Bearer X`, `token X` and git's `Basic base64(user:X)` all carry a token. */
export function tokenOf(authorization: string | undefined): string | undefined {
  const [scheme, value] = (authorization ?? '').split(' ', 2);
  if (!scheme || !value) return undefined;
  if (scheme.toLowerCase() !== 'basic') return value;
  return Buffer.from(value, 'base64').toString().split(':').slice(1).join(':');
}
