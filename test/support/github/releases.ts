import { author } from './comments.ts';
import { git, resolveCommit } from './git.ts';
import { paged } from './page.ts';
import { created, found, noContent, ok, unprocessable } from './reply.ts';
import { type Call, route, type Schema } from './route.ts';
import { nodeId } from './user-json.ts';
import type { Repository } from './world.ts';

export type Release = Schema<'release'>;

interface ReleaseInput {
  readonly tag_name?: string;
  readonly target_commitish?: string;
  readonly name?: string | null;
  readonly body?: string | null;
  readonly draft?: boolean;
  readonly prerelease?: boolean;
}

export const releaseOf = (repo: Repository, id: number): Release => found(repo.releases.find((one) => one.id === id));
const published = (repo: Repository): Release[] => repo.releases.filter(({ draft }) => !draft).reverse();

/** Drafts may share a tag; two published releases may not, and a burnt tag never comes back. */
function checkTag(repo: Repository, tag: string, own?: Release): void {
  const refuse = (code: string, message?: string) =>
    unprocessable('Validation Failed', [{ resource: 'Release', code, field: 'tag_name', ...(message && { message }) }]);
  if (repo.burntTags.has(tag)) throw refuse('custom', 'tag_name was used by an immutable release');
  if (repo.releases.some((one) => one !== own && !one.draft && one.tag_name === tag)) throw refuse('already_exists');
}

/** Publishing makes the tag where it is missing. */
async function publish({ world, repo }: Call, release: Release): Promise<void> {
  checkTag(repo, release.tag_name, release);
  const target = await resolveCommit(repo.gitDir, release.target_commitish);
  if (!(await resolveCommit(repo.gitDir, `refs/tags/${release.tag_name}`))) {
    if (!target) {
      throw unprocessable('Validation Failed', [{ resource: 'Release', code: 'invalid', field: 'target_commitish' }]);
    }
    await git(repo.gitDir, ['update-ref', `refs/tags/${release.tag_name}`, target]);
  }
  const page = `${repo.html}/releases/tag/${encodeURIComponent(release.tag_name)}`;
  Object.assign(release, { draft: false, published_at: world.now(), html_url: page });
}

function blank(call: Call, tag: string): Release {
  const { world, repo } = call;
  const id = world.nextId();
  const url = `${repo.api}/releases/${id}`;
  return {
    id,
    node_id: nodeId('Release', id),
    url,
    html_url: `${repo.html}/releases/tag/untagged-${id}`,
    assets_url: `${url}/assets`,
    upload_url: `${world.apiUrl}/uploads/repos/${repo.fullName}/releases/${id}/assets{?name,label}`,
    tarball_url: null,
    zipball_url: null,
    tag_name: tag,
    target_commitish: repo.defaultBranch,
    name: null,
    body: null,
    draft: true,
    prerelease: false,
    immutable: false,
    created_at: world.now(),
    published_at: null,
    author: author(call),
    assets: [],
  };
}

function edit(release: Release, { tag_name, target_commitish, name, body, prerelease }: ReleaseInput): void {
  Object.assign(release, {
    ...(tag_name && { tag_name }),
    ...(target_commitish && { target_commitish }),
    ...(name !== undefined && { name }),
    ...(body !== undefined && { body }),
    ...(prerelease !== undefined && { prerelease }),
  });
}

export const releaseRoutes = [
  // Whoever may push also sees the drafts, as on GitHub.
  route('GET', '/repos/{owner}/{repo}/releases', [{ contents: 'read' }], (call) => {
    const all = call.actor?.permissions.contents === 'write' ? [...call.repo.releases].reverse() : published(call.repo);
    return paged(call, all);
  }),

  route('POST', '/repos/{owner}/{repo}/releases', [{ contents: 'write' }], async (call) => {
    const input: ReleaseInput = call.body;
    const release = blank(call, String(input.tag_name));
    edit(release, input);
    checkTag(call.repo, release.tag_name, release);
    if (!input.draft) await publish(call, release);
    call.repo.releases.push(release);
    return created(release);
  }),

  route('GET', '/repos/{owner}/{repo}/releases/latest', [{ contents: 'read' }], ({ repo }) =>
    ok(found(published(repo).find(({ prerelease }) => !prerelease))),
  ),

  route('GET', '/repos/{owner}/{repo}/releases/tags/{tag}', [{ contents: 'read' }], ({ repo, param }) =>
    ok(found(published(repo).find(({ tag_name }) => tag_name === param('tag')))),
  ),

  route('GET', '/repos/{owner}/{repo}/releases/{release_id}', [{ contents: 'read' }], ({ repo, id }) =>
    ok(releaseOf(repo, id('release_id'))),
  ),

  route('PATCH', '/repos/{owner}/{repo}/releases/{release_id}', [{ contents: 'write' }], async (call) => {
    const release = releaseOf(call.repo, call.id('release_id'));
    const input: ReleaseInput = call.body;
    if (input.tag_name && input.tag_name !== release.tag_name) checkTag(call.repo, input.tag_name, release);
    edit(release, input);
    if (input.draft === false && release.draft) await publish(call, release);
    return ok(release);
  }),

  route('DELETE', '/repos/{owner}/{repo}/releases/{release_id}', [{ contents: 'write' }], ({ repo, id }) => {
    const release = releaseOf(repo, id('release_id'));
    repo.releases.splice(repo.releases.indexOf(release), 1);
    for (const asset of release.assets) repo.assetBytes.delete(asset.id);
    if (release.immutable) repo.burntTags.add(release.tag_name);
    return noContent;
  }),
];
