import { Octokit } from '@octokit/rest';
import type { Permissions } from './permissions.ts';
import type { RepositoryHandle } from './repository.ts';
import { type GitHub, startGitHub } from './server.ts';

/** Every permission a workflow may ask for. */
export const ALL: Permissions = {
  actions: 'write',
  checks: 'write',
  contents: 'write',
  deployments: 'write',
  issues: 'write',
  pull_requests: 'write',
  statuses: 'write',
};

export interface Scene extends AsyncDisposable {
  readonly github: GitHub;
  readonly repository: RepositoryHandle;
  readonly octokit: Octokit;
  /** `{owner, repo}`, to spread into Octokit's parameters */
  readonly where: { readonly owner: string; readonly repo: string };
  /** the first commit on main */
  readonly first: string;
  client(permissions?: Permissions): Octokit;
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** A server with one repository `octo/models`, one commit on main, and a client that may do everything. */
export async function scene(): Promise<Scene> {
  const github = await startGitHub();
  const repository = await github.repository('octo', 'models');
  const first = await repository.commit({ files: { 'README.md': '# models\n', 'src/a.txt': 'a\n' }, message: 'First' });
  const client = (permissions: Permissions = ALL) =>
    new Octokit({ auth: github.token(permissions), baseUrl: github.apiUrl, log: silent });
  const where = { owner: 'octo', repo: 'models' };
  const close = () => github.close();
  return { github, repository, octokit: client(), where, first, client, [Symbol.asyncDispose]: close };
}
