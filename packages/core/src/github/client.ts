import type { Octokit } from '@octokit/rest';
import type { ClientOptions } from './client-options.ts';
import { translate } from './error.ts';

/** The repository's API. Octokit is loaded by the first call: an action that asks nothing pays nothing. */
export interface GitHub {
  readonly owner: string;
  readonly repo: string;
  readonly serverUrl: string;
  /** HTTP requests sent so far, retries included */
  readonly requests: number;
  /**
   * Login under which this token writes; undefined where GitHub does not tell: the token of an app (the workflow's
   * `GITHUB_TOKEN` is one) may not read `/user`, and then writes as a user of type `Bot`.
   */
  login(): Promise<string | undefined>;
  /**
   * Calls the typed REST methods; `at` is this repository's `{owner, repo}`.
   * Server errors, lost connections, rate limits and cut answers to reads are retried.
   *
   * @throws GitHubError (a ServiceError) with method, path, status, request id and advice
   */
  use<T>(call: (octokit: Octokit, at: { readonly owner: string; readonly repo: string }) => Promise<T>): Promise<T>;
}

/** Tokens of app installations (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/). */
const installationPrefix = 'ghs_';

export function createClient(options: ClientOptions): GitHub {
  const [owner = '', repo = ''] = options.repository.split('/');
  let requests = 0;
  let loading: Promise<Octokit> | undefined;
  const load = async (): Promise<Octokit> => {
    const { openOctokit } = await import('./octokit.ts');
    return openOctokit(options, () => {
      requests += 1;
    });
  };
  const login = async (github: GitHub): Promise<string | undefined> => {
    if (options.token.startsWith(installationPrefix)) return undefined;
    return github
      .use(async (octokit) => (await octokit.rest.users.getAuthenticated()).data.login)
      .catch(() => undefined);
  };
  let asked: Promise<string | undefined> | undefined;
  return {
    owner,
    repo,
    serverUrl: options.serverUrl,
    get requests() {
      return requests;
    },
    login() {
      asked ??= login(this);
      return asked;
    },
    async use(call) {
      loading ??= load();
      const octokit = await loading;
      try {
        return await call(octokit, { owner, repo });
      } catch (error) {
        throw translate(error, options.event, options.token);
      }
    },
  };
}
