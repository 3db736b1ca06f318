import { commit, commitJson, commits } from './commit-json.ts';
import { changedFiles } from './diff.ts';
import { git, gitMaybe, resolveCommit } from './git.ts';
import { paged } from './page.ts';
import { found, notFound, ok, unprocessable } from './reply.ts';
import { type Call, route } from './route.ts';
import type { Repository } from './world.ts';

/** GitHub lists at most this many files in one comparison. */
const MOST_FILES = 300;

const resolve = async (repo: Repository, name: string): Promise<string> =>
  found(await resolveCommit(repo.gitDir, name));

/** `BASE...HEAD`; an `owner:` before a branch names a fork, whose commits this repository holds too. */
async function ends(call: Call): Promise<[string, string]> {
  const [base, head, ...rest] = call.param('basehead').split('...');
  if (!base || !head || rest.length > 0) throw notFound();
  const branch = (side: string) => side.replace(/^[^:]*:/, '');
  return [await resolve(call.repo, branch(base)), await resolve(call.repo, branch(head))];
}

function relation(ahead: number, behind: number): 'diverged' | 'ahead' | 'behind' | 'identical' {
  if (ahead > 0 && behind > 0) return 'diverged';
  return ahead > 0 ? 'ahead' : behind > 0 ? 'behind' : 'identical';
}

async function compare(call: Call) {
  const { repo } = call;
  const [base, head] = await ends(call);
  const mergeBase = await gitMaybe(repo.gitDir, ['merge-base', base, head]);
  if (!mergeBase) throw notFound(); // GitHub: "No common ancestor between ..."
  const count = async (range: string) => Number(await git(repo.gitDir, ['rev-list', '--count', range]));
  const [ahead, behind] = [await count(`${base}..${head}`), await count(`${head}..${base}`)];
  const added = await commits(repo.gitDir, ['--reverse', `${base}..${head}`, '--']);
  const files = (await changedFiles(repo, mergeBase, head)).slice(0, MOST_FILES);
  const html = `${repo.html}/compare/${base}...${head}`;
  const envelope = {
    url: `${repo.api}/compare/${base}...${head}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: commitJson(repo, await commit(repo.gitDir, base)),
    merge_base_commit: commitJson(repo, await commit(repo.gitDir, mergeBase)),
    status: relation(ahead, behind),
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
  };
  // Files come with the first page only; the pages are pages of commits.
  const first = (call.query('page') ?? '1') === '1';
  return paged(call, added, (slice) => ({
    ...envelope,
    commits: slice.map((facts) => commitJson(repo, facts)),
    ...(first && { files }),
  }));
}

export const commitRoutes = [
  route('GET', '/repos/{owner}/{repo}/compare/{basehead}', [{ contents: 'read' }], compare),

  route('GET', '/repos/{owner}/{repo}/commits', [{ contents: 'read' }], async (call) => {
    const { repo } = call;
    const start = await resolve(repo, call.query('sha') ?? repo.defaultBranch);
    const path = call.query('path');
    const range = ['since', 'until'].flatMap((key) => (call.query(key) ? [`--${key}=${call.query(key)}`] : []));
    const all = await commits(repo.gitDir, [...range, start, '--', ...(path ? [`:(literal)${path}`] : [])]);
    return paged(call, all, (slice) => slice.map((facts) => commitJson(repo, facts)));
  }),

  route('GET', '/repos/{owner}/{repo}/commits/{ref}', [{ contents: 'read' }], async ({ repo, param }) => {
    const sha = await resolveCommit(repo.gitDir, param('ref'));
    if (!sha) throw unprocessable(`No commit found for SHA: ${param('ref')}`);
    const facts = await commit(repo.gitDir, sha);
    const parent = facts.parents[0] ?? (await git(repo.gitDir, ['hash-object', '-t', 'tree', '-w', '--stdin']));
    const files = await changedFiles(repo, parent, sha);
    const sum = (key: 'additions' | 'deletions') => files.reduce((total, file) => total + file[key], 0);
    const stats = { additions: sum('additions'), deletions: sum('deletions') };
    return ok({
      ...commitJson(repo, facts),
      stats: { ...stats, total: stats.additions + stats.deletions },
      files,
    });
  }),
];
