import { paged } from './page.ts';
import { found, ok } from './reply.ts';
import { type Call, route, type Schema } from './route.ts';
import { nodeId, userJson } from './user-json.ts';
import type { Repository, World } from './world.ts';

/** How a test protects an environment. */
export interface Protection {
  /** logins that may approve */
  readonly reviewers?: readonly string[];
  readonly waitMinutes?: number;
  readonly preventSelfReview?: boolean;
  /** name patterns of branches that may deploy; `'protected'`: branches with branch protection */
  readonly branches?: readonly string[] | 'protected';
}

type Rule = NonNullable<Schema<'environment'>['protection_rules']>[number];

function rulesOf(world: World, { reviewers, waitMinutes, preventSelfReview, branches }: Protection): Rule[] {
  const rule = (type: string) => {
    const id = world.nextId();
    return { id, node_id: nodeId('Gate', id), type };
  };
  const people = (reviewers ?? []).map((login) => ({
    type: 'User' as const,
    reviewer: userJson(world.apiUrl, world.serverUrl, { login, type: 'User' }),
  }));
  return [
    ...(waitMinutes ? [{ ...rule('wait_timer'), wait_timer: waitMinutes }] : []),
    ...(reviewers
      ? [{ ...rule('required_reviewers'), prevent_self_review: preventSelfReview ?? false, reviewers: people }]
      : []),
    ...(branches ? [rule('branch_policy')] : []),
  ];
}

/** The environment of this name; an unknown one comes into being without any protection, as on GitHub. */
export function environmentNamed(world: World, repo: Repository, name: string): Schema<'environment'> {
  const known = repo.environments.find((environment) => environment.name === name);
  if (known) return known;
  const id = world.nextId();
  const environment: Schema<'environment'> = {
    id,
    node_id: nodeId('Environment', id),
    name,
    url: `${repo.api}/environments/${encodeURIComponent(name)}`,
    html_url: `${repo.html}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    created_at: world.now(),
    updated_at: world.now(),
    protection_rules: [],
    deployment_branch_policy: null,
  };
  repo.environments.push(environment);
  return environment;
}

/** Sets up an environment as an administrator would. */
export function protect(world: World, repo: Repository, name: string, protection: Protection): Schema<'environment'> {
  const environment = environmentNamed(world, repo, name);
  const { branches } = protection;
  environment.protection_rules = rulesOf(world, protection);
  environment.deployment_branch_policy = branches
    ? { protected_branches: branches === 'protected', custom_branch_policies: branches !== 'protected' }
    : null;
  for (const pattern of branches && branches !== 'protected' ? branches : []) {
    const id = world.nextId();
    repo.branchPolicies.push({ environment: name, id, node_id: nodeId('Policy', id), name: pattern, type: 'branch' });
  }
  return environment;
}

const environmentOf = ({ repo, param }: Call) =>
  found(repo.environments.find(({ name }) => name === param('environment_name')));

export const environmentRoutes = [
  route('GET', '/repos/{owner}/{repo}/environments', [{ actions: 'read' }], (call) =>
    paged(call, call.repo.environments, (environments) => ({
      total_count: call.repo.environments.length,
      environments,
    })),
  ),

  route('GET', '/repos/{owner}/{repo}/environments/{environment_name}', [{ actions: 'read' }], (call) =>
    ok(environmentOf(call)),
  ),

  route(
    'GET',
    '/repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies',
    [{ actions: 'read' }],
    (call) => {
      const { name } = environmentOf(call);
      const own = call.repo.branchPolicies.filter((policy) => policy.environment === name);
      return paged(call, own, (branch_policies) => ({ total_count: own.length, branch_policies }));
    },
  ),
];
