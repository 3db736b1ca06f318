import type { GitHub } from './client.ts';
import { hasStatus } from './error.ts';

export interface StartedRun {
  readonly id: number;
  readonly url: string;
}

const notFound = 404;
const unprocessable = 422;

/**
 * Starts a workflow by its `workflow_dispatch`. The job's own token may do that: it is one of the two events that it
 * starts workflows with.
 *
 * @returns the run; null from a server that does not say (GHES before the field `return_run_details`)
 * @throws GitHubError: 404 without such a workflow, 422 without the trigger or a declared input
 */
export async function dispatchWorkflow(
  github: GitHub,
  { workflow, ref, inputs }: { workflow: string; ref: string; inputs: Readonly<Record<string, string>> },
): Promise<StartedRun | null> {
  const start = (details: boolean) =>
    github.use((octokit, at) =>
      octokit.request('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', {
        ...at,
        workflow_id: workflow,
        ref,
        inputs: { ...inputs },
        ...(details && { return_run_details: true }),
      }),
    );
  const { data } = await start(true).catch((error: unknown) => {
    if (hasStatus(error, unprocessable) && String(error).includes('return_run_details')) return start(false);
    throw error;
  });
  const { workflow_run_id: id, html_url: url } = (data ?? {}) as { workflow_run_id?: number; html_url?: string };
  return id === undefined ? null : { id, url: url ?? '' };
}

/** Sends a `repository_dispatch` of at most ten properties. @throws GitHubError */
export async function dispatchRepository(
  github: GitHub,
  { event, payload }: { event: string; payload: Readonly<Record<string, unknown>> },
): Promise<void> {
  await github.use((octokit, at) =>
    octokit.rest.repos.createDispatchEvent({ ...at, event_type: event, client_payload: { ...payload } }),
  );
}

/** Runs of a workflow that are looked at: newer ones come first. */
const RUNS_SEEN = 100;

/**
 * The newest run of a workflow on a branch that has not ended, be it queued, waiting or in progress; null: there is none, or
 * no such workflow. Runs of pull requests are no runs of the branch, though a fork's branch may have its name.
 *
 * @param ownRun the run that asks: a workflow may start itself again, and would wait for itself
 */
export async function runningRun(
  github: GitHub,
  { workflow, branch, ownRun }: { workflow: string; branch: string; ownRun: string },
): Promise<StartedRun | null> {
  try {
    const { data } = await github.use(({ rest }, at) =>
      rest.actions.listWorkflowRuns({ ...at, workflow_id: workflow, branch, per_page: RUNS_SEEN }),
    );
    const run = data.workflow_runs.find(
      ({ id, status, event }) => status !== 'completed' && String(id) !== ownRun && event !== 'pull_request',
    );
    return run ? { id: run.id, url: run.html_url } : null;
  } catch (error) {
    // 404: starting it will say so
    if (hasStatus(error, notFound)) return null;
    throw error;
  }
}
