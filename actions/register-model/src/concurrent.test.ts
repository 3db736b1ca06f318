import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { listVersions, readAlias, readVersion } from '@ml-actions/core/reference/find-version';
import { fileStore } from '@ml-actions/core/store/file';
import { gitStore } from '@ml-actions/core/store/git';
import { verifyStore } from '@ml-actions/registry/verify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const child = join(import.meta.dirname, '../../../test/support/register-child.ts');

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'ml-registry-')));
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const workspace = async (name: string | number) => {
  const path = join(root, `job-${name}`);
  await mkdir(path, { recursive: true });
  return path;
};

async function register(
  place: string,
  weight: string,
  step = 0,
  env: Record<string, string> = {},
): Promise<{ killed: boolean; steps: number }> {
  const args = [child, await workspace(`${weight}-${step}`), place, weight, String(step)];
  try {
    const { stdout } = await run(process.execPath, args, { env: { ...process.env, ...env } });
    return { killed: false, steps: Number(/done (\d+)/.exec(stdout)?.[1]) };
  } catch (error) {
    if ((error as { signal?: string }).signal === 'SIGKILL') return { killed: true, steps: step };
    throw error;
  }
}

describe('registering from many processes', () => {
  // each job makes two commits: the intent and the version
  it('gives 50 processes 50 versions on a real git remote', { timeout: 400_000 }, async () => {
    const remote = join(root, 'remote.git');
    await run('git', ['init', '--quiet', '--bare', remote]);
    await Promise.all(Array.from({ length: 50 }, (_, index) => register(remote, String(index), 0, { UNGATED: '1' })));
    const store = gitStore({ url: remote, branch: 'ml-records', env: process.env, cacheDir: join(root, 'cache') });
    const view = await store.view();
    const versions = await listVersions(view, 'birds');
    expect(versions).toEqual(Array.from({ length: 50 }, (_, index) => 50 - index));
    const digests = new Set<string | undefined>();
    for (const version of versions) digests.add((await readVersion(view, 'birds', version))?.predicate.modelDigest);
    expect(digests.size).toBe(50);
    expect(await readAlias(view, 'birds', 'candidate')).not.toBeNull();
    expect((await verifyStore(view, { workspace: root })).problems).toEqual([]);
  });
});

describe('a process killed at any step', () => {
  it.each(['inline', 'file:blobs'])(
    'leaves a store that verifies, and a re-run registers once (%s)',
    { timeout: 120_000 },
    async (blobs) => {
      const { steps } = await register(`file:${join(root, 'whole')}`, 'w', 0, { BLOBS: blobs });
      expect(steps).toBeGreaterThan(8);
      for (let step = 1; step <= steps; step++) {
        const place = join(root, `store-${step}`);
        const dead = await register(`file:${place}`, 'w', step, { BLOBS: blobs });
        expect(dead.killed).toBe(true);
        const job = await workspace(`w-${step}`);
        const left = await verifyStore(await fileStore(place).view(), { workspace: job });
        expect([step, left.problems]).toEqual([step, []]);
        await rm(join(job, '.ml-actions'), { recursive: true, force: true });
        await run(process.execPath, [child, job, `file:${place}`, 'w'], { env: { ...process.env, BLOBS: blobs } });
        const view = await fileStore(place).view();
        const { problems, gaps } = await verifyStore(view, { workspace: job });
        expect([step, problems]).toEqual([step, []]);
        const versions = await listVersions(view, 'birds');
        expect([step, versions.length, gaps.length]).toEqual([step, 1, (versions[0] ?? 0) - 1]);
      }
    },
  );
});
