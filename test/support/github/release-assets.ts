import { createHash } from 'node:crypto';
import { author } from './comments.ts';
import { paged } from './page.ts';
import { type Release, releaseOf } from './releases.ts';
import { created, found, noContent, ok, unprocessable } from './reply.ts';
import { type Call, type Route, route, type Schema } from './route.ts';
import { nodeId } from './user-json.ts';
import type { Repository } from './world.ts';

/** Uploads go to another host on GitHub; here to another path, so that a client which ignores `upload_url` fails too. */
export const UPLOADS = '/uploads';
const UPLOAD_PATH = '/repos/{owner}/{repo}/releases/{release_id}/assets';

/** Is this the operation that lives at the other host, and takes bytes instead of JSON? */
export const isUpload = ({ method, path }: Route): boolean => method === 'POST' && path === UPLOAD_PATH;

/** https://docs.github.com/en/repositories/releasing-projects-on-github/about-releases */
const MOST_ASSETS = 1000;

/** Characters outside this set become dots in an asset's name. */
const safeName = (name: string): string => name.replace(/[^\w.@+-]+/g, '.');

function assetJson(call: Call, release: Release, name: string): Schema<'release-asset'> {
  const { repo, world, bytes, headers } = call;
  const id = world.nextId();
  return {
    id,
    node_id: nodeId('ReleaseAsset', id),
    url: `${repo.api}/releases/assets/${id}`,
    browser_download_url: `${repo.html}/releases/download/${encodeURIComponent(release.tag_name)}/${name}`,
    name,
    label: call.query('label') ?? '',
    state: 'uploaded',
    content_type: headers['content-type'] ?? 'application/octet-stream',
    size: bytes.length,
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    download_count: 0,
    created_at: world.now(),
    updated_at: world.now(),
    uploader: author(call),
  };
}

function upload(call: Call): Schema<'release-asset'> {
  const refuse = (code: string, field: string) =>
    unprocessable('Validation Failed', [{ resource: 'ReleaseAsset', code, field }]);
  const release = releaseOf(call.repo, call.id('release_id'));
  const name = safeName(call.query('name') ?? '');
  if (release.immutable && !release.draft) throw unprocessable('Cannot upload assets to an immutable release.');
  if (release.assets.some((asset) => asset.name === name)) throw refuse('already_exists', 'name');
  if (release.assets.length >= MOST_ASSETS) throw refuse('custom', 'assets');
  const asset = assetJson(call, release, name);
  release.assets.push(asset);
  call.repo.assetBytes.set(asset.id, call.bytes);
  return asset;
}

function locate(repo: Repository, id: number): { release: Release; asset: Schema<'release-asset'> } {
  for (const release of repo.releases) {
    const asset = release.assets.find((one) => one.id === id);
    if (asset) return { release, asset };
  }
  return found<never>(undefined);
}

export const releaseAssetRoutes = [
  route('GET', '/repos/{owner}/{repo}/releases/{release_id}/assets', [{ contents: 'read' }], (call) =>
    paged(call, releaseOf(call.repo, call.id('release_id')).assets),
  ),

  route('POST', UPLOAD_PATH, [{ contents: 'write' }], (call) => created(upload(call as Call))),

  route('GET', '/repos/{owner}/{repo}/releases/assets/{asset_id}', [{ contents: 'read' }], ({ repo, id, headers }) => {
    const { asset } = locate(repo, id('asset_id'));
    if (!headers.accept?.includes('application/octet-stream')) return ok(asset);
    asset.download_count += 1;
    const type = { 'content-type': asset.content_type };
    return { status: 200, bytes: found(repo.assetBytes.get(asset.id)), headers: type };
  }),

  route('DELETE', '/repos/{owner}/{repo}/releases/assets/{asset_id}', [{ contents: 'write' }], ({ repo, id }) => {
    const { release, asset } = locate(repo, id('asset_id'));
    release.assets.splice(release.assets.indexOf(asset), 1);
    repo.assetBytes.delete(asset.id);
    return noContent;
  }),
];
