import type { GitHub } from './client.ts';
import type { RunFacts } from './runs.ts';

/** A pull request as GitHub tells it. */
export interface PullFacts {
  readonly number: number;
  readonly isOpen: boolean;
  /** the commit of the base branch that landed it */
  readonly mergedAs: string | null;
  readonly author: { readonly id: number; readonly login: string } | null;
  readonly head: { readonly sha: string; readonly repositoryId: number | null; readonly repository: string | null };
  readonly base: { readonly sha: string; readonly ref: string; readonly repositoryId: number };
}

interface Wire {
  readonly number: number;
  readonly state: string;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
  readonly user: { readonly id: number; readonly login: string } | null;
  readonly head: { readonly sha: string; readonly repo: { readonly id: number; readonly full_name: string } | null };
  readonly base: { readonly sha: string; readonly ref: string; readonly repo: { readonly id: number } };
}

/** Reads a pull request. @throws GitHubError */
export async function readPull(github: GitHub, number: number): Promise<PullFacts> {
  const { data } = await github.use((octokit, at) => octokit.rest.pulls.get({ ...at, pull_number: number }));
  return factsOf(data as Wire);
}

/** The pull requests that brought or would bring a commit. @throws GitHubError */
export async function pullsOfCommit(github: GitHub, sha: string): Promise<readonly PullFacts[]> {
  const { data } = await github.use((octokit, at) =>
    octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha: sha, per_page: 100 }),
  );
  return (data as readonly Wire[]).map(factsOf);
}

/**
 * The pull requests that a run speaks for, open ones first. GitHub names them in the run itself, but not for forks: there
 * they are found by the head's owner and branch. Only those whose head is in the repository that the run's head is in.
 *
 * @throws GitHubError
 */
export async function pullsOfRun(github: GitHub, run: RunFacts): Promise<readonly PullFacts[]> {
  const named = await Promise.all(run.pullRequests.map((number) => readPull(github, number)));
  const found = named.length > 0 ? named : await pullsByHead(github, run);
  return found
    .filter(({ head, base }) => head.repositoryId === run.headRepository?.id && base.repositoryId === run.repositoryId)
    .sort((a, b) => Number(b.isOpen) - Number(a.isOpen) || b.number - a.number);
}

async function pullsByHead(github: GitHub, { headRepository, headBranch }: RunFacts): Promise<readonly PullFacts[]> {
  if (!headRepository || !headBranch) return [];
  const { data } = await github.use((octokit, at) =>
    octokit.rest.pulls.list({ ...at, state: 'all', head: `${headRepository.owner}:${headBranch}`, per_page: 100 }),
  );
  return (data as readonly Wire[]).map(factsOf);
}

const factsOf = ({ number, state, merged_at, merge_commit_sha, user, head, base }: Wire): PullFacts => ({
  number,
  isOpen: state === 'open',
  mergedAs: merged_at === null ? null : merge_commit_sha,
  author: user && { id: user.id, login: user.login },
  head: { sha: head.sha, repositoryId: head.repo?.id ?? null, repository: head.repo?.full_name ?? null },
  base: { sha: base.sha, ref: base.ref, repositoryId: base.repo.id },
});
