import type { GitHub } from './client.ts';

const forgeUsers = ['gitea-actions', 'forgejo-actions'];

interface Author {
  readonly login: string;
  readonly type?: string;
}

/**
 * Decides whose text may be believed to be ours. A hidden marker alone proves nothing: everybody can write one.
 *
 * - a known login (given, of a personal token, or learned from the first comment we made): exactly that login;
 * - else, under an app's token: any user of type `Bot`, which no person can be; on forges that know no types, their
 *   own Actions user, a name they reserve.
 */
export async function authorTest(
  github: GitHub,
  given?: string,
): Promise<(user: Author | null | undefined) => boolean> {
  const login = given ?? (await github.login());
  return (user) => (login === undefined ? isMachine(user) : user?.login === login);
}

const isMachine = (user: Author | null | undefined): boolean =>
  user?.type === 'Bot' || (user?.type === undefined && forgeUsers.includes(user?.login ?? ''));
