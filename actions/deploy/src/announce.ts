import { messageOf } from '@ml-actions/core/error';
import {
  abandonDeployment,
  createDeployment,
  currentDeployment,
  type DeploymentState,
  reportDeployment,
  supersedeDeployment,
} from '@ml-actions/core/github/deployment';
import type { VersionRecord } from '@ml-actions/core/reference/find-version';
import type { Ports } from '@ml-actions/core/runner/ports';

/** GitHub's record of one deployment. Without a token there is none, and nothing depends on it. */
export interface Announcement {
  readonly id: number | null;
  /** Says how it ended; a failure to say so is a warning: what serves is decided already. */
  end(state: DeploymentState, description: string, url: string | null): Promise<void>;
}

export interface Facts {
  readonly environment: string;
  readonly version: VersionRecord;
  readonly previous: VersionRecord | null;
  readonly idempotencyKey: string;
  readonly mode: string;
}

const stateName = 'deployment';
const silent: Announcement = { id: null, end: () => Promise.resolve() };

/**
 * Creates the GitHub Deployment before anything moves.
 *
 * @throws GitHubError when the token may not: nothing was touched then
 */
export async function announce(hasToken: boolean, ports: Ports, facts: Facts): Promise<Announcement> {
  if (!hasToken) {
    ports.log.notice('deploy: there is no token, so GitHub shows no deployment.');
    return silent;
  }
  const { run } = ports;
  const { environment, version, previous, idempotencyKey, mode } = facts;
  const { name, modelVersion, modelDigest, evaluation, run: made } = version.predicate;
  const github = await ports.github();
  const task = `deploy:${name}`;
  const before = await currentDeployment(github, environment, task);
  const label = `${name}@${modelVersion}`;
  const payload = {
    model: label,
    digest: modelDigest,
    evidence: evaluation?.sha256 ?? null,
    previousDigest: previous?.predicate.modelDigest ?? null,
    previousDeployment: before?.id ?? null,
    runId: run.runId,
    runAttempt: run.runAttempt,
    strategy: 'direct',
    mode,
    idempotencyKey,
  };
  const { id } = await createDeployment(github, {
    sha: made.sha,
    environment,
    task,
    description: `${mode === 'rollback' ? 'Roll back to' : 'Deploy'} ${label}`,
    payload,
  });
  ports.state.save(stateName, id);
  const logUrl = `${run.serverUrl}/${run.repository}/actions/runs/${run.runId}`;
  await reportDeployment(github, id, { state: 'in_progress', description: `Deploying ${label}`, logUrl });
  return {
    id,
    async end(state, description, url) {
      try {
        await reportDeployment(github, id, { state, description, logUrl, ...(url && { environmentUrl: url }) });
        if (state === 'success' && before) await supersedeDeployment(github, before.id, label);
        ports.state.save(stateName, null);
      } catch (error) {
        ports.log.warning(`GitHub deployment ${id}: ${messageOf(error)}`);
      }
    },
  };
}

/** `post`: a deployment that a cancelled or killed job left open is marked as failed. */
export async function closeAbandoned(ports: Ports): Promise<void> {
  const id = ports.state.load(stateName);
  if (typeof id === 'number')
    await abandonDeployment(await ports.github(), id, 'The job ended before the deployment did.');
}
