import { fork } from 'node:child_process';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestOf } from '@ml-actions/core/model/manifest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Directory, holding, openDirectory } from './directory.ts';
import { flip, moveLink } from './flip.ts';
import { unfinished } from './journal.ts';
import { listReleases, type Release } from './release.ts';

let root: string;
let directory: Directory;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'ml-target-')));
  directory = await openDirectory(root);
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const at = '2026-11-20T12:00:00.000Z';

async function arrival(content: string, modelVersion: string) {
  const incoming = await directory.incoming();
  await mkdir(join(incoming, 'sub'));
  await writeFile(join(incoming, 'model.json'), content);
  await writeFile(join(incoming, 'sub/x'), content);
  return { incoming, manifest: await manifestOf(incoming, ['model.json', 'sub/x']), modelVersion };
}

const release = async (content: string, version: string): Promise<Release> => {
  const files = await arrival(content, version);
  return holding(directory, 'run', (held) => held.stage(files));
};

describe('switching', () => {
  it('shows readers a whole model at every moment of 5,000 flips', { timeout: 120_000 }, async () => {
    const [one, two] = [await release('one', 'm@1'), await release('two', 'm@2')];
    const { places } = directory;
    await flip(places, one);
    const reader = fork(join(import.meta.dirname, '../../../../../test/support/reader-child.ts'), [
      join(root, 'current/model.json'),
    ]);
    await new Promise((resolve) => reader.once('message', resolve));
    for (let count = 0; count < 5_000; count++)
      await moveLink(places, places.current, (count % 2 === 0 ? two : one).name);
    const result = new Promise<{ reads: number; failures: number }>((resolve) =>
      reader.once('message', (message) => resolve(message as never)),
    );
    reader.send('stop');
    const { reads, failures } = await result;
    expect(reads).toBeGreaterThan(5_000);
    expect(failures).toBe(0);
  });

  it('uses a release of the same bytes again, and makes a new one when that was damaged', async () => {
    const first = await release('one', 'm@1');
    expect((await release('one', 'm@7')).name).toBe(first.name);
    await rm(join(root, 'releases', first.name, 'sub/x'));
    expect((await release('one', 'm@8')).name).toBe(`000002-${first.digest.slice(0, 12)}`);
  });

  it('refuses a `current` that is no link of its own', async () => {
    await mkdir(join(root, 'current'));
    await expect(directory.current()).rejects.toThrow('this is not the link that deploy makes');
    await rm(join(root, 'current'), { recursive: true });
    await symlink('/etc', join(root, 'current'));
    await expect(directory.current()).rejects.toThrow('the release is not described');
  });

  it('gives way to a run that holds the target', async () => {
    const inner = await holding(directory, 'a', () =>
      holding(directory, 'b', async () => 'never').catch((error: Error) => error),
    );
    expect(inner).toMatchObject({ name: 'Conflict', message: `${root}: another deployment is under way` });
  });
});

describe('recovering', () => {
  /** A run that stops without a word after its switch. */
  const crash = async (to: Release, from: Release | null) =>
    holding(directory, 'crashed', (held) => held.switchTo(to, from, at));
  const recover = (keep: boolean) => holding(directory, 'next', (held) => held.recover(async () => keep, at));

  it('takes back what a crashed run switched on', async () => {
    const [one, two] = [await release('one', 'm@1'), await release('two', 'm@2')];
    await crash(one, null);
    await holding(directory, 'run', (held) => held.commit(at, 5));
    await crash(two, one);
    expect(await recover(false)).toBe(
      'run crashed had stopped after its switch and before its proof; m@1 serves again',
    );
    expect([
      await readlink(join(root, 'current')),
      JSON.parse(await readFile(join(root, 'current.json'), 'utf8')).modelVersion,
    ]).toEqual([`releases/${one.name}`, 'm@1']);
    expect(await recover(false)).toBeNull();
  });

  it('keeps it when the record store knows that it serves', async () => {
    const one = await release('one', 'm@1');
    await crash(one, null);
    expect(await recover(true)).toMatch(/what serves is as the record store says/);
    expect((await directory.current())?.name).toBe(one.name);
  });

  it('takes a first model away again, and reads past a torn line', async () => {
    const one = await release('one', 'm@1');
    await crash(one, null);
    await appendFile(directory.places.journal, '{"type":"comm');
    expect(await recover(false)).toMatch(/nothing serves again/);
    expect(await directory.current()).toBeNull();
    expect(await unfinished(directory.places.journal)).toBeNull();
    await release('two', 'm@2');
    expect((await listReleases(directory.places)).map(({ modelVersion }) => modelVersion)).toEqual(['m@1', 'm@2']);
  });

  it('sweeps what dead runs of this host left half copied, and nothing else', async () => {
    const mine = await directory.incoming();
    const dead = mine.replace(`incoming-${process.pid}-`, 'incoming-999999999-');
    await mkdir(dead);
    await recover(false);
    expect((await readdir(directory.places.hidden)).filter((name) => name.startsWith('incoming'))).toEqual([
      mine.slice(mine.lastIndexOf('/') + 1),
    ]);
  });
});
