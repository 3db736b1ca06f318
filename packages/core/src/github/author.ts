import type { GitHub } from './client.ts';

interface Author {
  readonly login: string;
  readonly type?: string;
}

/**
 * Decides whose text may be believed to be ours. A hidden marker alone proves nothing: everybody can write one.
 *
 * - a known login (given, of a personal token, or learned from the first comment we made): exactly that login;
 * - else, under an app's token: any user of type `Bot`, which no person can be.
 */
export async function authorTest(
  github: GitHub,
  given?: string,
): Promise<(user: Author | null | undefined) => boolean> {
  const login = given ?? (await github.login());
  return (user) => (login === undefined ? user?.type === 'Bot' : user?.login === login);
}
