import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Scene, scene } from './fixture.ts';
import { git } from './git.ts';

const draft = async ({ octokit, where }: Scene) =>
  (await octokit.rest.repos.createRelease({ ...where, tag_name: 'model@1', draft: true })).data;

async function upload({ octokit, where }: Scene, release: { id: number; upload_url: string }, data: string) {
  const baseUrl = new URL('/uploads', release.upload_url).href;
  const wanted = { ...where, release_id: release.id, name: 'model.bin', data, baseUrl };
  return (await octokit.rest.repos.uploadReleaseAsset(wanted)).data;
}

test('drafts may share a tag, and are never found by it', async () => {
  await using local = await scene();
  const { octokit, where } = local;
  const twins = [await draft(local), await draft(local)];
  expect(new Set(twins.map(({ id }) => id)).size).toBe(2);
  await expect(octokit.rest.repos.getReleaseByTag({ ...where, tag: 'model@1' })).rejects.toMatchObject({ status: 404 });
  const [first, second] = twins.map(({ id }) => ({ ...where, release_id: id, draft: false }));
  if (!first || !second) throw new Error('two drafts');
  await octokit.rest.repos.updateRelease(first);
  await expect(octokit.rest.repos.updateRelease(second)).rejects.toMatchObject({ status: 422 });
  expect((await octokit.rest.repos.getReleaseByTag({ ...where, tag: 'model@1' })).data.id).toBe(first.release_id);
  expect(await git(local.repository.gitDir, ['rev-parse', 'refs/tags/model@1'])).toBe(local.first);
  expect((await local.client({ contents: 'read' }).rest.repos.listReleases(where)).data).toHaveLength(1);
  expect((await octokit.rest.repos.listReleases(where)).data).toHaveLength(2);
  expect(local.github.violations).toEqual([]);
});

test('an asset has its digest, is read back, and its name is taken', async () => {
  await using local = await scene();
  const { octokit, where } = local;
  const release = await draft(local);
  const asset = await upload(local, release, 'weights');
  expect(asset).toMatchObject({
    state: 'uploaded',
    size: 7,
    digest: `sha256:${createHash('sha256').update('weights').digest('hex')}`,
  });
  await expect(upload(local, release, 'other')).rejects.toMatchObject({ status: 422 });
  const bytes = await octokit.rest.repos.getReleaseAsset({
    ...where,
    asset_id: asset.id,
    headers: { accept: 'application/octet-stream' },
  });
  expect(Buffer.from(bytes.data as unknown as ArrayBuffer).toString()).toBe('weights');
  await octokit.rest.repos.deleteReleaseAsset({ ...where, asset_id: asset.id });
  expect((await octokit.rest.repos.listReleaseAssets({ ...where, release_id: release.id })).data).toEqual([]);
  expect(local.github.violations).toEqual([]);
});

test('assets go to upload_url, not to the API', async () => {
  await using local = await scene();
  const release = await draft(local);
  const api = { ...release, upload_url: local.github.apiUrl };
  const wanted = { ...local.where, release_id: api.id, name: 'a', data: 'x', baseUrl: local.github.apiUrl };
  await expect(local.octokit.rest.repos.uploadReleaseAsset(wanted)).rejects.toMatchObject({ status: 404 });
});

test('a deleted immutable release burns its tag', async () => {
  await using local = await scene();
  const { octokit, where } = local;
  const { id } = await draft(local);
  await octokit.rest.repos.updateRelease({ ...where, release_id: id, draft: false });
  for (const release of local.repository.state.releases) release.immutable = true;
  await octokit.rest.repos.deleteRelease({ ...where, release_id: id });
  await expect(draft(local)).rejects.toMatchObject({ status: 422 });
});
