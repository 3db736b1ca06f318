import { commit, commitJson } from './commit-json.ts';
import { gitMaybe } from './git.ts';
import { paged } from './page.ts';
import { forbidden, found, ok, unauthorized } from './reply.ts';
import { repositoryJson } from './repository-json.ts';
import { rootRoute, route, type Schema } from './route.ts';
import { userJson } from './user-json.ts';

const REQUESTS_PER_HOUR = 5000;

const rate = (): Schema<'rate-limit'> => ({
  limit: REQUESTS_PER_HOUR,
  remaining: REQUESTS_PER_HOUR,
  reset: Math.ceil(Date.now() / 1000) + 3600,
  used: 0,
});

/** The repository itself, its branches, rules and people; who the token is and how much it may ask. */
export const repositoryRoutes = [
  route('GET', '/repos/{owner}/{repo}', [{ metadata: 'read' }], ({ world, repo }) => ok(repositoryJson(world, repo))),

  route('GET', '/repos/{owner}/{repo}/branches/{branch}', [{ contents: 'read' }], async ({ repo, param }) => {
    const name = param('branch');
    const sha = found(await gitMaybe(repo.gitDir, ['rev-parse', '--verify', '--quiet', `refs/heads/${name}`]));
    const self = `${repo.api}/branches/${name}`;
    return ok({
      name,
      commit: commitJson(repo, await commit(repo.gitDir, sha)),
      protected: (repo.rules.get(name) ?? []).length > 0,
      protection: { enabled: false },
      protection_url: `${self}/protection`,
      _links: { self, html: `${repo.html}/tree/${name}` },
    });
  }),

  route('GET', '/repos/{owner}/{repo}/rules/branches/{branch}', [{ metadata: 'read' }], (call) =>
    paged(call, call.repo.rules.get(call.param('branch')) ?? []),
  ),

  route(
    'GET',
    '/repos/{owner}/{repo}/collaborators/{username}/permission',
    [{ metadata: 'read' }],
    ({ world, repo, param }) => {
      const login = param('username');
      const permission = found(repo.collaborators.get(login));
      const user = userJson(world.apiUrl, world.serverUrl, { login, type: 'User' });
      return ok({ permission, role_name: permission, user: { ...user, role_name: permission } });
    },
  ),

  rootRoute('/rate_limit', [], () => ok({ rate: rate(), resources: { core: rate(), search: rate() } })),

  rootRoute('/user', [], ({ world, actor }) => {
    if (!actor) throw unauthorized('Requires authentication');
    if (actor.type === 'Bot') throw forbidden('Resource not accessible by integration');
    const user = userJson(world.apiUrl, world.serverUrl, actor);
    const profile = { name: null, company: null, blog: null, location: null, email: null, hireable: null, bio: null };
    const numbers = { public_repos: 0, public_gists: 0, followers: 0, following: 0 };
    return ok({ ...user, ...profile, ...numbers, created_at: world.now(), updated_at: world.now() });
  }),
];
