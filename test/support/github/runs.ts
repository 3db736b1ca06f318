import { commit } from './commit-json.ts';
import { paged } from './page.ts';
import { forkOf } from './pull-json.ts';
import { found, ok } from './reply.ts';
import { repositoryJson } from './repository-json.ts';
import { type Call, route, type Schema } from './route.ts';
import { ACTIONS_BOT, nodeId, userJson } from './user-json.ts';
import type { Repository, World } from './world.ts';

export type Run = Schema<'workflow-run'>;

export interface RunFacts {
  /** default: the next free id */
  readonly id?: number;
  /** path of the workflow file in the repository */
  readonly workflow: string;
  readonly event: string;
  readonly headSha: string;
  readonly headBranch: string;
  readonly attempt?: number;
  readonly status?: 'queued' | 'in_progress' | 'completed';
  readonly conclusion?: string | null;
  readonly actor?: string;
  /** `name:` of the workflow; default: its path */
  readonly name?: string;
  /** login of the fork's owner, when the head is in a fork: GitHub then names no pull requests */
  readonly fork?: string;
  /** pull requests that GitHub names for a head in this repository */
  readonly pulls?: readonly number[];
}

/** What a run tells of a pull request: ids and refs. */
const pullMinimal = (repo: Repository, number: number, facts: RunFacts): NonNullable<Run['pull_requests']>[number] => {
  const side = { id: repo.id, url: repo.api, name: repo.name };
  const base = repo.pulls.find((pull) => pull.number === number)?.base ?? repo.defaultBranch;
  return {
    id: number,
    number,
    url: `${repo.api}/pulls/${number}`,
    head: { ref: facts.headBranch, sha: facts.headSha, repo: side },
    base: { ref: base, sha: facts.headSha, repo: side },
  };
};

const idOfWorkflow = (repo: Repository, path: string): number => {
  const known = repo.runs.find((run) => run.path === path);
  return known?.workflow_id ?? repo.id * 1000 + new Set(repo.runs.map((run) => run.path)).size + 1;
};

function runLinks(repo: Repository, id: number, workflow: number) {
  const url = `${repo.api}/actions/runs/${id}`;
  return {
    url,
    html_url: `${repo.html}/actions/runs/${id}`,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    check_suite_url: `${repo.api}/check-suites/${id}`,
    workflow_url: `${repo.api}/actions/workflows/${workflow}`,
    previous_attempt_url: null,
  };
}

/** Makes a workflow run known, as if its event had started it. */
export async function startRun(world: World, repo: Repository, facts: RunFacts): Promise<Run> {
  const id = facts.id ?? world.nextId();
  const workflow_id = idOfWorkflow(repo, facts.workflow);
  const head = await commit(repo.gitDir, facts.headSha);
  const actor = userJson(world.apiUrl, world.serverUrl, { login: facts.actor ?? ACTIONS_BOT, type: 'User' });
  const repository = repositoryJson(world, repo);
  const { author, committer, message, tree } = head;
  const run: Run = {
    ...runLinks(repo, id, workflow_id),
    id,
    node_id: nodeId('WorkflowRun', id),
    name: facts.name ?? facts.workflow,
    display_title: message.split('\n')[0] ?? '',
    path: facts.workflow,
    workflow_id,
    run_number: repo.runs.filter((run) => run.path === facts.workflow).length + 1,
    run_attempt: facts.attempt ?? 1,
    event: facts.event,
    status: facts.status ?? 'in_progress',
    conclusion: facts.conclusion ?? null,
    head_branch: facts.headBranch,
    head_sha: facts.headSha,
    head_commit: { id: head.sha, tree_id: tree, message, timestamp: committer.date, author, committer },
    head_repository: facts.fork ? repositoryJson(world, forkOf(repo, facts.fork)) : repository,
    repository,
    pull_requests: (facts.pulls ?? []).map((number) => pullMinimal(repo, number, facts)),
    created_at: world.now(),
    updated_at: world.now(),
    run_started_at: world.now(),
    actor,
    triggering_actor: actor,
  };
  repo.runs.push(run);
  return run;
}

export const runOf = (repo: Repository, id: number): Run => found(repo.runs.findLast((run) => run.id === id));

function listed(call: Call, all: readonly Run[]) {
  const filters = { branch: 'head_branch', event: 'event', head_sha: 'head_sha' } as const;
  const status = call.query('status');
  const hits = all.filter(
    (run) =>
      Object.entries(filters).every(([key, field]) => [undefined, run[field]].includes(call.query(key))) &&
      (!status || status === run.status || status === run.conclusion),
  );
  return paged(call, hits.reverse(), (workflow_runs) => ({ total_count: hits.length, workflow_runs }));
}

const READ = [{ actions: 'read' }] as const;

export const runRoutes = [
  route('GET', '/repos/{owner}/{repo}/actions/runs', READ, (call) => listed(call, call.repo.runs)),

  route('GET', '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', READ, (call) => {
    const wanted = call.param('workflow_id');
    const own = call.repo.runs.filter((run) => run.path.endsWith(`/${wanted}`) || String(run.workflow_id) === wanted);
    return listed(call, own);
  }),

  route('GET', '/repos/{owner}/{repo}/actions/runs/{run_id}', READ, ({ repo, id }) => ok(runOf(repo, id('run_id')))),

  route('GET', '/repos/{owner}/{repo}/actions/runs/{run_id}/approvals', READ, ({ repo, id }) => {
    const run = runOf(repo, id('run_id'));
    return ok(repo.approvals.filter((approval) => approval.run === run.id).map(({ run: _, ...rest }) => rest));
  }),
];
