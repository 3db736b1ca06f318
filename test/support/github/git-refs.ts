import { GitError, git, gitMaybe } from './git.ts';
import { paged } from './page.ts';
import { created, found, noContent, ok, unprocessable } from './reply.ts';
import { route, type Schema } from './route.ts';
import { closedToApi } from './rules.ts';
import { nodeId } from './user-json.ts';
import type { Repository } from './world.ts';

async function refJson(repo: Repository, ref: string, sha: string): Promise<Schema<'git-ref'>> {
  const type = await git(repo.gitDir, ['cat-file', '-t', sha]);
  return {
    ref,
    node_id: nodeId(`Ref:${ref}`, repo.id),
    url: `${repo.api}/git/${ref}`,
    object: { sha, type, url: `${repo.api}/git/${type}s/${sha}` },
  };
}

const shaOfRef = (repo: Repository, ref: string) =>
  gitMaybe(repo.gitDir, ['rev-parse', '--verify', '--quiet', '--end-of-options', ref]);

/** Moves a ref only if it still is what we read: git's own compare-and-swap. The loser gets `message` as a 422. */
async function swap(repo: Repository, ref: string, next: string, before: string, message: string): Promise<void> {
  const closed = closedToApi(repo, ref);
  if (closed) throw unprocessable(closed);
  try {
    await git(repo.gitDir, ['update-ref', ref, next, before]);
  } catch (error) {
    if (error instanceof GitError) throw unprocessable(message);
    throw error;
  }
}

const NONE = '0'.repeat(40);
const NOT_FAST_FORWARD = 'Update is not a fast forward';

export const gitRefRoutes = [
  route('GET', '/repos/{owner}/{repo}/git/ref/{ref}', [{ contents: 'read' }], async ({ repo, param }) => {
    const ref = `refs/${param('ref')}`;
    return ok(await refJson(repo, ref, found(await shaOfRef(repo, ref))));
  }),

  route('GET', '/repos/{owner}/{repo}/git/matching-refs/{ref}', [{ contents: 'read' }], async (call) => {
    const { repo } = call;
    const prefix = `refs/${call.param('ref')}`;
    const text = await git(repo.gitDir, ['for-each-ref', '--format=%(objectname) %(refname)']);
    const refs = text.split('\n').map((line) => line.split(' '));
    const hits = refs.filter(([, name]) => name?.startsWith(prefix));
    return paged(call, await Promise.all(hits.map(([sha = '', name = '']) => refJson(repo, name, sha))));
  }),

  route('POST', '/repos/{owner}/{repo}/git/refs', [{ contents: 'write' }], async ({ repo, body: { ref, sha } }) => {
    if (!/^refs\/[^/]+\/./.test(ref) || (await gitMaybe(repo.gitDir, ['check-ref-format', ref])) === undefined) {
      throw unprocessable(`${ref} is not a valid ref name.`);
    }
    if (!(await shaOfRef(repo, `${sha}^{object}`))) throw unprocessable('Object does not exist');
    await swap(repo, ref, sha, NONE, 'Reference already exists');
    return created(await refJson(repo, ref, sha));
  }),

  route('PATCH', '/repos/{owner}/{repo}/git/refs/{ref}', [{ contents: 'write' }], async ({ repo, param, body }) => {
    const ref = `refs/${param('ref')}`;
    const before = await shaOfRef(repo, ref);
    if (!before) throw unprocessable('Reference does not exist');
    if (!(await shaOfRef(repo, `${body.sha}^{object}`))) throw unprocessable('Object does not exist');
    const forward = await gitMaybe(repo.gitDir, ['merge-base', '--is-ancestor', before, body.sha]);
    if (forward === undefined && !body.force) throw unprocessable(NOT_FAST_FORWARD);
    await swap(repo, ref, body.sha, before, NOT_FAST_FORWARD);
    return ok(await refJson(repo, ref, body.sha));
  }),

  route('DELETE', '/repos/{owner}/{repo}/git/refs/{ref}', [{ contents: 'write' }], async ({ repo, param }) => {
    const ref = `refs/${param('ref')}`;
    if (!(await shaOfRef(repo, ref))) throw unprocessable('Reference does not exist');
    await git(repo.gitDir, ['update-ref', '-d', ref]);
    return noContent;
  }),
];
