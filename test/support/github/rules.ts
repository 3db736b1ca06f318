import { fileURLToPath } from 'node:url';
import type { Repository } from './world.ts';

const HOOKS = fileURLToPath(new URL('./hooks', import.meta.url));

/** What GitHub prints for the rules that close a branch to a push by the workflow token. */
const PUSH: Record<string, string> = {
  update: 'Cannot update this protected ref.',
  pull_request: 'Changes must be made through a pull request.',
  required_signatures: 'Commits must have verified signatures.',
  required_status_checks: 'Required status checks are expected.',
};

/** Commits that a bot makes through the Git database API are signed by GitHub. */
const SIGNED_BY_API = 'required_signatures';
const PREFIX = 'refs/heads/';

/** Why the Git database API may not write this ref; undefined when it may. */
export function closedToApi(repo: Repository, ref: string): string | undefined {
  const rules = ref.startsWith(PREFIX) ? (repo.rules.get(ref.slice(PREFIX.length)) ?? []) : [];
  const reason = rules.map(({ type }) => (type === SIGNED_BY_API ? undefined : PUSH[type])).find(Boolean);
  return reason && `Repository rule violations found\n\n${reason}\n\n`;
}

/** The environment in which `git receive-pack` enforces the repository's rules through its update hook. */
export function pushRules(repo: Repository): NodeJS.ProcessEnv {
  const closed = [...repo.rules].flatMap(([branch, rules]) => {
    const reason = rules.map(({ type }) => PUSH[type]).find(Boolean);
    return reason ? [`${PREFIX}${branch} ${reason}`] : [];
  });
  if (closed.length === 0) return {};
  return {
    LOCAL_GITHUB_CLOSED: closed.join('\n'),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.hooksPath',
    GIT_CONFIG_VALUE_0: HOOKS,
  };
}
