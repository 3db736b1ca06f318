import { access, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitStore } from '@ml-actions/core/store/git';
import { expect, it } from 'vitest';
import { startGitHub } from '../../../test/support/github/server.ts';
import { fakePorts } from '../../../test/support/ports.ts';
import { registerUngated } from '../../../test/support/register.ts';

it('says in one sentence that the token may not write, before a byte is uploaded', { timeout: 60_000 }, async () => {
  const workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-read-only-')));
  await using hub = await startGitHub();
  const repository = await hub.repository('acme', 'birds');
  await repository.commit({ files: { 'README.md': 'birds' } });
  const auth = { url: `${hub.serverUrl}/`, token: hub.token({ contents: 'read' }) };
  const store = gitStore({
    url: repository.cloneUrl,
    branch: 'ml-records',
    env: process.env,
    cacheDir: join(workspace, '.cache'),
    auth,
  });
  const ports = fakePorts(workspace, { store: async () => store });
  const refused: Error = await registerUngated(ports, 1, { blobs: 'file:blobs' }).then(
    () => new Error('it registered'),
    (error: Error) => error,
  );
  const text = refused.message.replaceAll(hub.serverUrl, 'https://server');
  expect(text).toMatchInlineSnapshot(`
    "record store https://server/acme/birds.git (branch ml-records): the token may not write to the repository (on pull requests from forks and for Dependabot it never may). Give the job this and run it on the default branch:
    permissions:
      contents: write
    git says: Permission to acme/birds.git denied to github-actions[bot]. | fatal: unable to access 'https://server/acme/birds.git/': The requested URL returned error: 403"
  `);
  await expect(access(join(workspace, 'blobs'))).rejects.toThrow('ENOENT');
  await rm(workspace, { recursive: true, force: true });
});
