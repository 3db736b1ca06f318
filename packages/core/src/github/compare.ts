import type { GitHub } from './client.ts';

export interface Comparison {
  /** the best common ancestor */
  readonly mergeBase: string;
  /** `ahead`: base is an ancestor of head */
  readonly status: 'ahead' | 'behind' | 'identical' | 'diverged';
  readonly aheadBy: number;
  readonly behindBy: number;
  /** when the common ancestor was committed, ISO 8601 */
  readonly committedAt: string | null;
}

/** Compares two commits on the server, so that a checkout of depth 1 is enough. */
export async function compareCommits(github: GitHub, base: string, head: string): Promise<Comparison> {
  // one commit per page: the list of commits and files is not used
  const { data } = await github.use((octokit, at) =>
    octokit.rest.repos.compareCommitsWithBasehead({ ...at, basehead: `${base}...${head}`, per_page: 1 }),
  );
  return {
    mergeBase: data.merge_base_commit.sha,
    status: data.status,
    aheadBy: data.ahead_by,
    behindBy: data.behind_by,
    committedAt: data.merge_base_commit.commit.committer?.date ?? null,
  };
}

/** The merge-base of two commits. */
export async function mergeBase(
  github: GitHub,
  base: string,
  head: string,
): Promise<{ readonly sha: string; readonly committedAt: string | null }> {
  const { mergeBase: sha, committedAt } = await compareCommits(github, base, head);
  return { sha, committedAt };
}

/** Whether `ancestor` is in the history of `commit` (a commit is its own ancestor). */
export async function isAncestor(github: GitHub, ancestor: string, commit: string): Promise<boolean> {
  const { status } = await compareCommits(github, ancestor, commit);
  return status === 'ahead' || status === 'identical';
}
