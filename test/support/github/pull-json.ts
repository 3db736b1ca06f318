import { commits } from './commit-json.ts';
import { changedFiles } from './diff.ts';
import { endsOf, mergeBaseOf, type Pull, testMerge } from './pull-state.ts';
import { found } from './reply.ts';
import { repositoryJson } from './repository-json.ts';
import type { Schema } from './route.ts';
import { nodeId, userJson } from './user-json.ts';
import type { Repository, World } from './world.ts';

/** A fork shares everything with its parent but owner and identity. */
export const forkOf = (repo: Repository, owner: string) => ({ ...repo, id: repo.id + 1, owner, fork: true });

function side(world: World, repo: Repository, owner: string, branch: string, sha: string) {
  const own = owner === repo.owner ? repo : forkOf(repo, owner);
  return {
    label: `${owner}:${branch}`,
    ref: branch,
    sha,
    user: userJson(world.apiUrl, world.serverUrl, { login: owner, type: 'User' }),
    repo: repositoryJson(world, own),
  };
}

/** The URLs of a pull request, plain and as `_links`. */
function links(repo: Repository, number: number, headSha: string) {
  const url = `${repo.api}/pulls/${number}`;
  const html_url = `${repo.html}/pull/${number}`;
  const urls = {
    url,
    html_url,
    issue_url: `${repo.api}/issues/${number}`,
    diff_url: `${html_url}.diff`,
    patch_url: `${html_url}.patch`,
    commits_url: `${url}/commits`,
    comments_url: `${repo.api}/issues/${number}/comments`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repo.api}/pulls/comments{/number}`,
    statuses_url: `${repo.api}/statuses/${headSha}`,
  };
  const _links = {
    self: { href: url },
    html: { href: html_url },
    issue: { href: urls.issue_url },
    comments: { href: urls.comments_url },
    review_comments: { href: urls.review_comments_url },
    review_comment: { href: urls.review_comment_url },
    commits: { href: urls.commits_url },
    statuses: { href: urls.statuses_url },
  };
  return { ...urls, _links };
}

/** A pull request as lists answer it: no diff numbers, no mergeability. */
export async function pullSimpleJson(
  world: World,
  repo: Repository,
  pull: Pull,
): Promise<Schema<'pull-request-simple'>> {
  const issue = found(repo.issues.find(({ number }) => number === pull.number));
  const { headSha, baseSha } = await endsOf(repo, pull);
  return {
    ...links(repo, pull.number, headSha),
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    number: pull.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: issue.user,
    body: issue.body ?? null,
    labels: issue.labels as Schema<'pull-request-simple'>['labels'],
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    created_at: issue.created_at,
    updated_at: issue.updated_at,
    closed_at: issue.closed_at,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.sha ?? (await testMerge(repo, pull)) ?? null,
    head: side(world, repo, pull.forkOwner ?? repo.owner, pull.head, headSha),
    base: side(world, repo, repo.owner, pull.base, baseSha),
    author_association: 'CONTRIBUTOR',
    auto_merge: null,
    draft: pull.draft,
  };
}

/** A pull request as it is answered on its own. */
export async function pullJson(world: World, repo: Repository, pull: Pull): Promise<Schema<'pull-request'>> {
  const simple = await pullSimpleJson(world, repo, pull);
  const ends = await endsOf(repo, pull);
  const base = await mergeBaseOf(repo, ends);
  const files = await changedFiles(repo, base, ends.headSha);
  const mergeable = pull.merged ? null : simple.merge_commit_sha !== null;
  const sum = (key: 'additions' | 'deletions') => files.reduce((total, file) => total + file[key], 0);
  return {
    ...simple,
    user: found(simple.user ?? undefined),
    head: simple.head as Schema<'pull-request'>['head'],
    base: simple.base as Schema<'pull-request'>['base'],
    state: simple.state === 'closed' ? 'closed' : 'open',
    labels: simple.labels as Schema<'pull-request'>['labels'],
    merged: pull.merged !== undefined,
    mergeable,
    mergeable_state: mergeable === null ? 'unknown' : mergeable ? 'clean' : 'dirty',
    rebaseable: mergeable,
    merged_by: pull.merged?.by ?? null,
    comments: repo.comments.filter(({ issue_url }) => issue_url === simple.issue_url).length,
    review_comments: 0,
    maintainer_can_modify: pull.forkOwner !== undefined,
    commits: (await commits(repo.gitDir, [`${base}..${ends.headSha}`, '--'])).length,
    additions: sum('additions'),
    deletions: sum('deletions'),
    changed_files: files.length,
  };
}
