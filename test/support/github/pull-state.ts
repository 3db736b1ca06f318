import { git, gitMaybe, resolveCommit } from './git.ts';
import { conflict, Refusal, unprocessable } from './reply.ts';
import type { Schema } from './route.ts';
import type { Repository, World } from './world.ts';

/** What is remembered of a pull request; everything else is read from git each time it is asked for. */
export interface Pull {
  readonly id: number;
  readonly number: number;
  /** a branch of this repository; of a fork, the branch or full ref that holds its commits here */
  readonly head: string;
  readonly base: string;
  readonly forkOwner?: string;
  readonly draft: boolean;
  merged?: { readonly at: string; readonly sha: string; readonly by: Schema<'simple-user'> } & Ends;
}

/** The two commits a pull request stands between, and the base they share. */
export interface Ends {
  readonly headSha: string;
  readonly baseSha: string;
}

/** The pull request's commits now, or as they were when it was merged. Keeps `refs/pull/N/head` up to date. */
export async function endsOf(repo: Repository, pull: Pull): Promise<Ends> {
  if (pull.merged) return pull.merged;
  const headSha = await resolveCommit(repo.gitDir, pull.head);
  const baseSha = await resolveCommit(repo.gitDir, pull.base);
  if (!headSha || !baseSha)
    throw unprocessable(`pull request ${pull.number}: ${headSha ? pull.base : pull.head} is gone`);
  await git(repo.gitDir, ['update-ref', `refs/pull/${pull.number}/head`, headSha]);
  return { headSha, baseSha };
}

export const mergeBaseOf = (repo: Repository, { headSha, baseSha }: Ends): Promise<string> =>
  git(repo.gitDir, ['merge-base', baseSha, headSha]);

const IDENTITY = ['-c', 'user.name=GitHub', '-c', 'user.email=noreply@forge.invalid'];

/** A commit with the merged tree of both ends; undefined when they conflict. */
async function mergeCommit(
  repo: Repository,
  ends: Ends,
  message: string,
  parents: readonly string[],
): Promise<string | undefined> {
  const merged = await gitMaybe(repo.gitDir, ['merge-tree', '--write-tree', ends.baseSha, ends.headSha]);
  const tree = merged?.split('\n')[0];
  if (!tree) return undefined;
  return git(repo.gitDir, [...IDENTITY, 'commit-tree', tree, ...parents.flatMap((sha) => ['-p', sha]), '-m', message]);
}

/** The test merge in `refs/pull/N/merge`, which a `pull_request` run checks out; undefined when there are conflicts. */
export async function testMerge(repo: Repository, pull: Pull): Promise<string | undefined> {
  const ref = `refs/pull/${pull.number}/merge`;
  const ends = await endsOf(repo, pull);
  const parents = [ends.baseSha, ends.headSha];
  const known = await gitMaybe(repo.gitDir, ['rev-parse', '--verify', '--quiet', `${ref}^1`, `${ref}^2`]);
  if (known !== undefined && known === parents.join('\n')) return git(repo.gitDir, ['rev-parse', ref]);
  const sha = await mergeCommit(repo, ends, `Merge ${ends.headSha} into ${ends.baseSha}`, parents);
  await git(repo.gitDir, sha ? ['update-ref', ref, sha] : ['update-ref', '-d', ref]);
  return sha;
}

export interface MergeInput {
  readonly method?: 'merge' | 'squash' | 'rebase' | undefined;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
  /** refuse unless the head still is this commit */
  readonly sha?: string | undefined;
}

/** Merges into the base branch of the real repository and closes the pull request. */
export async function merge(
  world: World,
  repo: Repository,
  pull: Pull,
  by: Schema<'simple-user'>,
  { method = 'merge', title, message, sha }: MergeInput = {},
): Promise<string> {
  const issue = repo.issues.find(({ number }) => number === pull.number);
  const ends = await endsOf(repo, pull);
  if (!issue || issue.state === 'closed') throw new Refusal(405, 'Pull Request is not mergeable');
  if (method === 'rebase') throw new Refusal(405, 'Rebase merges are not allowed on this repository.');
  if (sha && sha !== ends.headSha) throw conflict('Head branch was modified. Review and try the merge again.');
  const squash = method === 'squash';
  const from = `${pull.forkOwner ?? repo.owner}/${pull.head}`;
  const subject =
    title ?? (squash ? `${issue.title} (#${pull.number})` : `Merge pull request #${pull.number} from ${from}`);
  const text = [subject, message ?? (squash ? '' : issue.title)].filter(Boolean).join('\n\n');
  const merged = await mergeCommit(repo, ends, text, squash ? [ends.baseSha] : [ends.baseSha, ends.headSha]);
  if (!merged) throw new Refusal(405, 'Pull Request is not mergeable');
  await git(repo.gitDir, ['update-ref', `refs/heads/${pull.base}`, merged, ends.baseSha]);
  pull.merged = { ...ends, at: world.now(), sha: merged, by };
  Object.assign(issue, { state: 'closed', closed_at: world.now(), updated_at: world.now() });
  return merged;
}
