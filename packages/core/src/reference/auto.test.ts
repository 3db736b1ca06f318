import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakePorts, fakeRun } from '../../../../test/support/ports.ts';
import { leaveGate } from '../../../../test/support/registered.ts';
import type { GitHub } from '../github/client.ts';
import { MOST_COMMITS } from '../github/commits.ts';
import { nobody } from '../record/signature.ts';

let workspace: string;
beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'auto-')));
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const shaOf = (n: number) => n.toString(16).padStart(40, '0');
const PAGE = 100;

/** A history of so many commits, newest first, as GitHub's pages tell it; `shaOf(0)` is the one that runs. */
function history(count: number) {
  let pages = 0;
  const use = async () => {
    const start = pages * PAGE;
    pages += 1;
    return {
      data: Array.from({ length: Math.max(0, Math.min(PAGE, count - start)) }, (_, n) => ({ sha: shaOf(start + n) })),
    };
  };
  return { github: async () => ({ use }) as unknown as GitHub, pages: () => pages };
}

/** Resolves `auto` on the newest commit where commit `judged` left a gate's record. */
async function resolveIn(count: number, judged: string) {
  const { github, pages } = history(count);
  const at = (sha: string) => fakePorts(workspace, { run: fakeRun(workspace, { sha, headSha: sha }), github });
  await leaveGate(at(judged), 'd'.repeat(64));
  const want = { action: 'evaluate-gate', id: 'default', environment: 'production', committed: null } as const;
  return { resolved: await at(shaOf(0)).resolve({ kind: 'auto' }, want), pages: pages() };
}

test('an ancestor beyond the first page is found', async () => {
  const { resolved, pages } = await resolveIn(400, shaOf(250));
  expect([resolved.kind, pages]).toEqual(['found', 3]);
  expect(resolved).toMatchObject({ commit: shaOf(250) });
});

test('a whole history without a record is a first run', async () => {
  expect((await resolveIn(150, 'e'.repeat(40))).resolved.kind).toBe('none');
});

test('a history that was not looked through is no first run', async () => {
  const { resolved } = await resolveIn(MOST_COMMITS + 1, 'e'.repeat(40));
  expect(resolved).toMatchObject({ kind: 'failed', reason: expect.stringContaining(`the newest ${MOST_COMMITS}`) });
});

test('where somebody’s signature counts, a baseline that has none, or another’s, cannot be looked up', async () => {
  const [ours, theirs] = [pair(), pair()];
  const resolvedWith = async (signingKey: string | undefined) => {
    const { github } = history(2);
    const trust = async () => ({ ...nobody, keys: [ours.publicKey] });
    const at = (sha: string) => fakePorts(workspace, { run: fakeRun(workspace, { sha, headSha: sha }), github, trust });
    await leaveGate(at(shaOf(1)), 'd'.repeat(64), signingKey ? { signingKey } : {});
    const want = { action: 'evaluate-gate', id: 'default', environment: 'production', committed: null } as const;
    const resolved = await at(shaOf(0)).resolve({ kind: 'auto' }, want);
    await rm(join(workspace, '.store-dir'), { recursive: true });
    return resolved;
  };
  const source = `record of ${shaOf(1).slice(0, 7)}`;
  expect(await resolvedWith(undefined)).toEqual({
    kind: 'failed',
    reason: `${source}: it is not signed, but \`trust\` names who signs`,
  });
  expect(await resolvedWith(theirs.privateKey)).toEqual({
    kind: 'failed',
    reason: `${source}: no trusted key made the signature`,
  });
  expect(await resolvedWith(ours.privateKey)).toMatchObject({ kind: 'found', source });
});

const pair = () =>
  generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
