import { mkdtemp, readdir, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelDigest } from '@ml-actions/core/model/manifest';
import type { RegisterModelPredicate } from '@ml-actions/core/record/predicate/register-model';
import { readVersion, type VersionRecord } from '@ml-actions/core/reference/find-version';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type FakePorts, fakePorts } from '../../../test/support/ports.ts';
import { registerModel } from '../../../test/support/register.ts';
import { fetchModel } from './fetch.ts';

let workspace: string;
let ports: FakePorts;
beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-fetch-')));
  ports = fakePorts(workspace);
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

/** Version 1 with another list of files, consistent in everything else: as if a hostile writer had made the record. */
async function versionWith(
  names: readonly string[],
  change: Partial<RegisterModelPredicate> = {},
): Promise<VersionRecord> {
  await registerModel(ports, 1);
  const version = await readVersion(await (await ports.store()).view(), 'birds', 1);
  if (!version) throw new Error('no version');
  const [file] = version.predicate.files;
  const files = names.map((path) => ({ size: file?.size ?? 0, sha256: file?.sha256 ?? '', path }));
  const digest = modelDigest(files);
  const blobs = files.map((one) => ({ ...one, role: 'model' as const, location: 'inline' }));
  const predicate = { ...version.predicate, files, blobs, modelDigest: digest, ...change };
  return {
    ...version,
    predicate,
    statement: { ...version.statement, subject: [{ name: 'm', digest: { sha256: digest } }] },
  };
}

const fetched = async (version: VersionRecord, into = join(workspace, 'into')) =>
  fetchModel(version, into, { view: await (await ports.store()).view(), workspace });

it.each([
  ['a path that climbs out', ['../evil.json']],
  ['an absolute path', ['/tmp/evil.json']],
  ['a drive', ['C:/evil.json']],
  ['a backslash', ['a\\b']],
  ['names that differ in case only', ['A.json', 'a.json']],
  ['one name twice', ['a.json', 'a.json']],
  ['a file that is also a directory', ['a', 'a/b']],
  ['a control character', ['a\nb']],
  ['nothing', []],
])('refuses a record with %s', async (_name, names) => {
  await expect(fetched(await versionWith(names))).rejects.toThrow();
  expect((await readdir(workspace)).sort().filter((name) => /evil|a\.json/.test(name))).toEqual([]);
});

it('refuses a record whose digest, subject or blobs are of another model', async () => {
  await expect(fetched(await versionWith(['m.json'], { modelDigest: 'f'.repeat(64) }))).rejects.toThrow('not f');
  await expect(fetched(await versionWith(['m.json'], { blobs: [] }))).rejects.toThrow('no blob is named for "m.json"');
});

it('writes through no link that stands in its way', async () => {
  const version = await versionWith(['sub/m.json']);
  await symlink(tmpdir(), join(workspace, 'link'));
  await fetched(version, join(workspace, 'fresh'));
  await expect(fetched(version, join(workspace, 'fresh'))).rejects.toThrow('not empty');
  expect(await readdir(join(workspace, 'fresh/sub'))).toEqual(['m.json']);
});
