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
  /** paths that differ between the common ancestor and head, old names of moved files included; null: too many to tell */
  readonly changed: ReadonlySet<string> | null;
}

/** GitHub lists no more files of a comparison (https://docs.github.com/en/rest/commits/commits#compare-two-commits). */
const filesLimit = 300;
const answers = new WeakMap<GitHub, Map<string, Promise<Comparison>>>();

/** Compares two commits on the server, so that a checkout of depth 1 is enough. Each pair is asked for once. */
export function compareCommits(github: GitHub, base: string, head: string): Promise<Comparison> {
  const known = answers.get(github) ?? new Map<string, Promise<Comparison>>();
  answers.set(github, known);
  const answer = known.get(`${base}...${head}`) ?? ask(github, base, head);
  known.set(`${base}...${head}`, answer);
  return answer;
}

async function ask(github: GitHub, base: string, head: string): Promise<Comparison> {
  // one commit per page: the commits are not used; the files all stand on the first page
  const { data } = await github.use((octokit, at) =>
    octokit.rest.repos.compareCommitsWithBasehead({ ...at, basehead: `${base}...${head}`, per_page: 1 }),
  );
  return {
    mergeBase: data.merge_base_commit.sha,
    status: data.status,
    aheadBy: data.ahead_by,
    behindBy: data.behind_by,
    committedAt: data.merge_base_commit.commit.committer?.date ?? null,
    changed: changedPaths(data.files),
  };
}

function changedPaths(
  files: readonly { readonly filename: string; readonly previous_filename?: string }[] | undefined,
): Comparison['changed'] {
  if (!files || files.length >= filesLimit) return null;
  return new Set(files.flatMap((file) => [file.filename, ...(file.previous_filename ? [file.previous_filename] : [])]));
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
