import { author } from './comments.ts';
import { commitJson, commits } from './commit-json.ts';
import { changedFiles } from './diff.ts';
import { git, gitMaybe } from './git.ts';
import { paged } from './page.ts';
import { pullJson, pullSimpleJson } from './pull-json.ts';
import { endsOf, merge, mergeBaseOf, type Pull } from './pull-state.ts';
import { found, ok } from './reply.ts';
import { type Call, route } from './route.ts';
import type { Repository } from './world.ts';

const pullOf = (repo: Repository, number: number): Pull => found(repo.pulls.find((pull) => pull.number === number));

function selected(call: Call): Pull[] {
  const { repo } = call;
  const state = call.query('state') ?? 'open';
  const head = call.query('head');
  const base = call.query('base');
  const stateOf = ({ number }: Pull) => repo.issues.find((issue) => issue.number === number)?.state;
  const hits = repo.pulls.filter(
    (pull) =>
      (state === 'all' || stateOf(pull) === state) &&
      (!base || pull.base === base) &&
      (!head || head === `${pull.forkOwner ?? repo.owner}:${pull.head}`),
  );
  return call.query('direction') === 'asc' ? hits : hits.reverse();
}

/** The pull requests that brought or would bring a commit: open ones that contain it, merged ones that landed it. */
async function pullsWith({ repo }: Call, sha: string): Promise<Pull[]> {
  const hits = await Promise.all(
    repo.pulls.map(async (pull) => {
      if (pull.merged?.sha === sha) return true;
      const ends = await endsOf(repo, pull);
      const base = await mergeBaseOf(repo, ends);
      return (await git(repo.gitDir, ['rev-list', `${base}..${ends.headSha}`])).split('\n').includes(sha);
    }),
  );
  return repo.pulls.filter((_, at) => hits[at]);
}

const READ = [{ pull_requests: 'read' }] as const;

export const pullRoutes = [
  route('GET', '/repos/{owner}/{repo}/pulls', READ, async (call) => {
    const all = await Promise.all(selected(call).map((pull) => pullSimpleJson(call.world, call.repo, pull)));
    return paged(call, all);
  }),

  route('GET', '/repos/{owner}/{repo}/pulls/{pull_number}', READ, async ({ world, repo, id }) =>
    ok(await pullJson(world, repo, pullOf(repo, id('pull_number')))),
  ),

  route('GET', '/repos/{owner}/{repo}/pulls/{pull_number}/files', READ, async (call) => {
    const ends = await endsOf(call.repo, pullOf(call.repo, call.id('pull_number')));
    return paged(call, await changedFiles(call.repo, await mergeBaseOf(call.repo, ends), ends.headSha));
  }),

  route('GET', '/repos/{owner}/{repo}/pulls/{pull_number}/commits', READ, async (call) => {
    const { repo } = call;
    const ends = await endsOf(repo, pullOf(repo, call.id('pull_number')));
    const range = `${await mergeBaseOf(repo, ends)}..${ends.headSha}`;
    const all = await commits(repo.gitDir, ['--reverse', range, '--']);
    return paged(call, all, (slice) => slice.map((facts) => commitJson(repo, facts)));
  }),

  route('GET', '/repos/{owner}/{repo}/pulls/{pull_number}/reviews', READ, (call) => {
    const { number } = pullOf(call.repo, call.id('pull_number'));
    return paged(
      call,
      call.repo.reviews.filter((review) => review.number === number),
    );
  }),

  route('PUT', '/repos/{owner}/{repo}/pulls/{pull_number}/merge', [{ contents: 'write' }], async (call) => {
    const { merge_method: method, commit_title: title, commit_message: message, sha } = call.body ?? {};
    const pull = pullOf(call.repo, call.id('pull_number'));
    const merged = await merge(call.world, call.repo, pull, author(call), { method, title, message, sha });
    return ok({ sha: merged, merged: true, message: 'Pull Request successfully merged' });
  }),

  route('GET', '/repos/{owner}/{repo}/commits/{commit_sha}/pulls', READ, async (call) => {
    const sha = found(
      await gitMaybe(call.repo.gitDir, ['rev-parse', '--verify', '--quiet', `${call.param('commit_sha')}^{commit}`]),
    );
    const all = await pullsWith(call, sha);
    return paged(call, await Promise.all(all.map((pull) => pullSimpleJson(call.world, call.repo, pull))));
  }),
];
