import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fakeRun } from '../../../../test/support/ports.ts';
import { git } from '../exec/git.ts';
import { laptopEvent } from './context.ts';
import { openRunStore } from './open-run-store.ts';

const env = process.env;

async function laptop() {
  const workspace = mkdtempSync(join(tmpdir(), 'laptop-'));
  await git(['init', '--quiet', workspace], { cwd: workspace, env });
  const run = fakeRun(workspace, { event: laptopEvent, isTrusted: false });
  const open = () =>
    openRunStore({ spec: undefined, run, token: '', env, github: () => Promise.reject(new Error('no')) });
  return { workspace, open };
}

it('says that a laptop without a remote has no record store, and asks no server', async () => {
  const { open } = await laptop();
  await expect(open()).rejects.toThrow(
    'store: this repository has no remote to keep records in. Add a remote, or set `store: file:DIR`.',
  );
});

it('reads the remote of the checkout on a laptop', async () => {
  const { workspace, open } = await laptop();
  const remote = join(workspace, 'remote.git');
  await git(['init', '--quiet', '--bare', remote], { cwd: workspace, env });
  await git(['remote', 'add', 'origin', remote], { cwd: workspace, env });
  expect(await (await (await open()).view()).list('')).toEqual([]);
});
