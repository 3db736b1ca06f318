import { ServiceError } from '../error.ts';
import { clip } from '../report/markdown.ts';
import { descriptionLimit } from './check.ts';
import type { GitHub } from './client.ts';

export interface DeploymentStart {
  /** commit that is deployed */
  readonly sha: string;
  readonly environment: string;
  /** keeps the models of one environment apart, e.g. `deploy:churn` */
  readonly task: string;
  readonly description: string;
  /** digests, ids, idempotency key: what a later run needs to recognise this deployment */
  readonly payload: Readonly<Record<string, unknown>>;
  /** GitHub's own default: true only for an environment called `production` */
  readonly production?: boolean;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly environment: string;
  readonly task: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
}

export type DeploymentState = 'queued' | 'pending' | 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';

export interface DeploymentReport {
  readonly state: DeploymentState;
  readonly description: string;
  readonly logUrl?: string;
  readonly environmentUrl?: string;
}

const pageSize = 100;

/**
 * Creates a deployment record of exactly this commit: nothing is merged into it, and no status is waited for (our own
 * running job would be one of them).
 *
 * @throws ServiceError when GitHub merged a branch instead of creating the record (202)
 */
export async function createDeployment(github: GitHub, start: DeploymentStart): Promise<Deployment> {
  const { sha, environment, task, description, payload, production } = start;
  const { status, data } = await github.use((octokit, at) =>
    octokit.rest.repos.createDeployment({
      ...at,
      ref: sha,
      environment,
      task,
      payload,
      description: clip(description, descriptionLimit),
      auto_merge: false,
      required_contexts: [],
      ...(production !== undefined && { production_environment: production }),
    }),
  );
  if (status === 201 && 'id' in data) return deploymentOf(data);
  throw new ServiceError(
    `GitHub POST /repos/${github.owner}/${github.repo}/deployments: no deployment was made (got ${status}, expected 201). Run this job again.`,
  );
}

/** Appends a status. `auto_inactive` is off: GitHub would skip production and we supersede by name. */
export async function reportDeployment(github: GitHub, id: number, report: DeploymentReport): Promise<void> {
  const { state, description, logUrl, environmentUrl } = report;
  await github.use((octokit, at) =>
    octokit.rest.repos.createDeploymentStatus({
      ...at,
      deployment_id: id,
      state,
      description: clip(description, descriptionLimit),
      auto_inactive: false,
      ...(logUrl !== undefined && { log_url: logUrl }),
      ...(environmentUrl !== undefined && { environment_url: environmentUrl }),
    }),
  );
}

/** What serves now according to GitHub: the newest record of environment and task whose latest status is `success`. */
export async function currentDeployment(
  github: GitHub,
  environment: string,
  task: string,
): Promise<Deployment | undefined> {
  return github.use(async (octokit, at) => {
    const pages = octokit.paginate.iterator(octokit.rest.repos.listDeployments, {
      ...at,
      environment,
      task,
      per_page: pageSize,
    });
    for await (const { data } of pages) {
      for (const one of data) {
        const statuses = await octokit.rest.repos.listDeploymentStatuses({ ...at, deployment_id: one.id, per_page: 1 });
        if (statuses.data[0]?.state === 'success') return deploymentOf(one);
      }
    }
    return undefined;
  });
}

/** Marks a record that no longer serves. */
export const supersedeDeployment = (github: GitHub, id: number, by: string): Promise<void> =>
  reportDeployment(github, id, { state: 'inactive', description: `Superseded by ${by}` });

const open: readonly string[] = ['queued', 'pending', 'in_progress'];

/** For the `post` step: a record that a cancelled job left open becomes an error. Returns whether it was open. */
export async function abandonDeployment(github: GitHub, id: number, reason: string): Promise<boolean> {
  const { data } = await github.use((octokit, at) =>
    octokit.rest.repos.listDeploymentStatuses({ ...at, deployment_id: id, per_page: 1 }),
  );
  const latest = data[0]?.state ?? 'pending';
  if (!open.includes(latest)) return false;
  await reportDeployment(github, id, { state: 'error', description: reason });
  return true;
}

interface WireDeployment {
  readonly id: number;
  readonly sha: string;
  readonly environment: string;
  readonly task: string;
  readonly payload: unknown;
  readonly created_at: string;
}

function deploymentOf({ id, sha, environment, task, payload, created_at: createdAt }: WireDeployment): Deployment {
  return { id, sha, environment, task, payload: payloadOf(payload), createdAt };
}

/** GitHub returns the payload as it was sent: an object, or a string of JSON. */
function payloadOf(payload: unknown): Readonly<Record<string, unknown>> {
  if (typeof payload !== 'string') return (payload ?? {}) as Record<string, unknown>;
  try {
    const parsed: unknown = JSON.parse(payload);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
