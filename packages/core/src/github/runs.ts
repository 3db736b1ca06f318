import type { GitHub } from './client.ts';

/** A workflow run as GitHub tells it: nothing in here comes from the run's own code. */
export interface RunFacts {
  readonly id: number;
  readonly attempt: number;
  readonly event: string;
  /** name of the workflow, as the runner tells it to the run */
  readonly workflow: string;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly headRepository: { readonly id: number; readonly owner: string } | null;
  readonly repositoryId: number;
  readonly actor: { readonly id: number; readonly login: string } | null;
  /** of this attempt, ISO 8601 */
  readonly startedAt: string;
  /** empty for a fork's run */
  readonly pullRequests: readonly number[];
}

type Wire = Awaited<ReturnType<typeof request>>;

const request = async (github: GitHub, id: number) =>
  (await github.use((octokit, at) => octokit.rest.actions.getWorkflowRun({ ...at, run_id: id }))).data;

/** Reads a run. @throws GitHubError */
export const readRun = async (github: GitHub, id: number): Promise<RunFacts> => factsOf(await request(github, id));

/** Runs of the pull requests' events that GitHub lists for one commit are few: attempts are the same run. */
const mostRuns = 100;

/** The runs that the event started on a head commit, newest first. @throws GitHubError */
export async function runsOfCommit(github: GitHub, headSha: string, event: string): Promise<readonly RunFacts[]> {
  const { data } = await github.use((octokit, at) =>
    octokit.rest.actions.listWorkflowRunsForRepo({ ...at, head_sha: headSha, event, per_page: mostRuns }),
  );
  return data.workflow_runs.map(factsOf).sort((a, b) => b.id - a.id);
}

const factsOf = (run: Wire): RunFacts => ({
  id: run.id,
  attempt: run.run_attempt ?? 1,
  event: run.event,
  workflow: run.name ?? run.path,
  headSha: run.head_sha,
  headBranch: run.head_branch,
  headRepository: run.head_repository && { id: run.head_repository.id, owner: run.head_repository.owner.login },
  repositoryId: run.repository.id,
  actor: run.actor ? { id: run.actor.id, login: run.actor.login } : null,
  startedAt: run.run_started_at ?? run.created_at,
  pullRequests: (run.pull_requests ?? []).map(({ number }) => number),
});
