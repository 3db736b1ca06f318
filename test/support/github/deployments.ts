import { app, author } from './comments.ts';
import { deploymentRef } from './deployment-ref.ts';
import { environmentNamed } from './environments.ts';
import { paged } from './page.ts';
import { created, found, noContent, ok, unprocessable } from './reply.ts';
import { type Call, route, type Schema } from './route.ts';
import { nodeId } from './user-json.ts';
import type { Repository } from './world.ts';

type Deployment = Schema<'deployment'>;
type Status = Repository['deploymentStatuses'][number];

const DEFAULT_TASK = 'deploy';
const DEFAULT_ENVIRONMENT = 'production';
/** https://docs.github.com/en/rest/deployments/statuses */
const LONGEST_DESCRIPTION = 140;

const deploymentOf = (repo: Repository, id: number) => found(repo.deployments.find((one) => one.id === id));
const statusesOf = (repo: Repository, { id }: Deployment) => repo.deploymentStatuses.filter((s) => s.deployment === id);
const stateOf = (repo: Repository, deployment: Deployment) => statusesOf(repo, deployment).at(-1)?.state;

interface DeploymentInput {
  readonly ref: string;
  readonly task?: string;
  readonly environment?: string;
  readonly description?: string | null;
  readonly payload?: string | Record<string, unknown>;
  readonly transient_environment?: boolean;
  readonly production_environment?: boolean;
}

function deploymentJson(call: Call, sha: string): Deployment {
  const input = call.body as DeploymentInput;
  const id = call.world.nextId();
  const url = `${call.repo.api}/deployments/${id}`;
  const environment = input.environment ?? DEFAULT_ENVIRONMENT;
  return {
    id,
    node_id: nodeId('Deployment', id),
    url,
    sha,
    ref: input.ref,
    task: input.task ?? DEFAULT_TASK,
    payload: input.payload ?? {},
    original_environment: environment,
    environment,
    description: input.description ?? null,
    creator: author(call),
    created_at: call.world.now(),
    updated_at: call.world.now(),
    statuses_url: `${url}/statuses`,
    repository_url: call.repo.api,
    transient_environment: input.transient_environment ?? false,
    production_environment: input.production_environment ?? environment === DEFAULT_ENVIRONMENT,
    performed_via_github_app: app(call),
  };
}

interface StatusInput {
  readonly state: Status['state'];
  readonly description?: string;
  readonly environment?: string;
  readonly environment_url?: string;
  readonly log_url?: string;
  readonly target_url?: string;
  readonly auto_inactive?: boolean;
}

function statusJson(call: Call, deployment: Deployment, input: StatusInput): Status {
  const id = call.world.nextId();
  const log = input.log_url ?? input.target_url ?? '';
  return {
    deployment: deployment.id,
    url: `${deployment.url}/statuses/${id}`,
    id,
    node_id: nodeId('DeploymentStatus', id),
    state: input.state,
    creator: author(call),
    description: input.description ?? '',
    environment: input.environment ?? deployment.environment,
    target_url: log,
    log_url: log,
    environment_url: input.environment_url ?? '',
    created_at: call.world.now(),
    updated_at: call.world.now(),
    deployment_url: deployment.url,
    repository_url: call.repo.api,
    performed_via_github_app: app(call),
  };
}

/** `auto_inactive` touches only earlier successes that are neither transient nor production, as documented. */
function retireEarlier(call: Call, successor: Deployment): void {
  for (const earlier of call.repo.deployments) {
    const untouched = earlier.transient_environment || earlier.production_environment;
    const other = earlier.id >= successor.id || earlier.environment !== successor.environment;
    if (other || untouched || stateOf(call.repo, earlier) !== 'success') continue;
    call.repo.deploymentStatuses.push(statusJson(call, earlier, { state: 'inactive' }));
  }
}

function addStatus(call: Call, deployment: Deployment, input: StatusInput): Status {
  if ((input.description ?? '').length > LONGEST_DESCRIPTION) {
    const message = `description is too long (maximum is ${LONGEST_DESCRIPTION} characters)`;
    const at = { resource: 'DeploymentStatus', code: 'custom', field: 'description', message };
    throw unprocessable('Validation Failed', [at]);
  }
  const status = statusJson(call, deployment, input);
  call.repo.deploymentStatuses.push(status);
  Object.assign(deployment, { updated_at: call.world.now(), environment: status.environment });
  if (input.state === 'success' && (input.auto_inactive ?? true)) retireEarlier(call, deployment);
  return status;
}

export const deploymentRoutes = [
  route('GET', '/repos/{owner}/{repo}/deployments', [{ deployments: 'read' }], (call) => {
    const filters = ['sha', 'ref', 'task', 'environment'] as const;
    const hit = (one: Deployment) => filters.every((key) => [undefined, 'none', one[key]].includes(call.query(key)));
    return paged(call, call.repo.deployments.filter(hit).reverse());
  }),

  route('POST', '/repos/{owner}/{repo}/deployments', [{ deployments: 'write' }], async (call) => {
    const outcome = await deploymentRef(call);
    if ('reply' in outcome) return outcome.reply;
    const deployment = deploymentJson(call, outcome.sha);
    environmentNamed(call.world, call.repo, deployment.environment);
    call.repo.deployments.push(deployment);
    return created(deployment);
  }),

  route('GET', '/repos/{owner}/{repo}/deployments/{deployment_id}', [{ deployments: 'read' }], ({ repo, id }) =>
    ok(deploymentOf(repo, id('deployment_id'))),
  ),

  route('DELETE', '/repos/{owner}/{repo}/deployments/{deployment_id}', [{ deployments: 'write' }], ({ repo, id }) => {
    const deployment = deploymentOf(repo, id('deployment_id'));
    const active = !['inactive', 'error', 'failure', undefined].includes(stateOf(repo, deployment));
    if (active && repo.deployments.length > 1) throw unprocessable('We cannot delete an active deployment.');
    repo.deployments.splice(repo.deployments.indexOf(deployment), 1);
    return noContent;
  }),

  route('GET', '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses', [{ deployments: 'read' }], (call) =>
    paged(call, statusesOf(call.repo, deploymentOf(call.repo, call.id('deployment_id'))).reverse()),
  ),

  route('POST', '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses', [{ deployments: 'write' }], (call) =>
    created(addStatus(call, deploymentOf(call.repo, call.id('deployment_id')), call.body)),
  ),
];
