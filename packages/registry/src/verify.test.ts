import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore } from '@ml-actions/core/store/file';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakePorts } from '../../../test/support/ports.ts';
import * as fc from '../../../test/support/property.ts';
import { register, registerModel } from '../../../test/support/register.ts';
import { leaveGate, leaveTraining, outputOf, writeFiles } from '../../../test/support/registered.ts';
import { verifyStore } from './verify.ts';

let workspace: string;
let files: string[];

/** A store with two versions, an alias that moved, a profile, predictions and one blob in a directory. */
beforeAll(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-verify-')));
  const ports = fakePorts(workspace);
  await registerModel(ports, 1);
  await writeFiles(workspace, {
    'model/model.json': '{"weight":2}',
    'profile.json': '{"columns":[]}',
    'predictions.csv': 'id,truth,score\nx,1,0.5\n',
  });
  const outputs = [
    await outputOf(ports, 'profile.json', 'profile'),
    await outputOf(ports, 'predictions.csv', 'predictions'),
  ];
  await leaveGate(ports, await leaveTraining(ports, ['model.json'], outputs));
  await register(ports, { blobs: 'file:blobs' });
  const store = join(workspace, '.store-dir');
  // once the log of recent updates is gone the files alone are the store, as on a branch
  for (const name of await readdir(join(store, '.store/log'))) await rm(join(store, '.store/log', name));
  const all = await readdir(workspace, { recursive: true, withFileTypes: true });
  files = all
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(workspace.length + 1))
    .filter((name) => /^(blobs\/|\.store-dir\/(models|records|blobs|profiles)\/)/.test(name));
}, 60_000);
afterAll(() => rm(workspace, { recursive: true, force: true }));

describe('verifying a store', () => {
  it('accepts what was written', async () => {
    const verified = await verifyStore(await fileStore(join(workspace, '.store-dir')).view(), { workspace });
    expect(verified).toEqual({
      checked: { versions: 2, events: 6, aliases: 1, blobs: 3, records: 2, deployments: 0 },
      gaps: [],
      problems: [],
    });
    expect(files.length).toBeGreaterThan(12);
  });

  it('catches any flipped bit in any file', { timeout: 120_000 }, async () => {
    const spot = fc.record({ file: fc.nat(), byte: fc.nat(), bit: fc.integer({ min: 0, max: 7 }) });
    await fc.assert(
      fc.asyncProperty(spot, async ({ file, byte, bit }) => {
        const copy = await mkdtemp(join(tmpdir(), 'ml-flip-'));
        try {
          await cp(workspace, copy, { recursive: true });
          const name = join(copy, files[file % files.length] ?? '');
          const bytes = await readFile(name);
          const at = byte % bytes.length;
          bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
          await rm(name);
          await writeFile(name, bytes);
          const { problems } = await verifyStore(await fileStore(join(copy, '.store-dir')).view(), { workspace: copy });
          expect(problems.length).toBeGreaterThan(0);
        } finally {
          await rm(copy, { recursive: true, force: true });
        }
      }),
      { numRuns: 150 },
    );
  });

  it('catches a file that is gone', { timeout: 120_000 }, async () => {
    for (const name of files) {
      const copy = await mkdtemp(join(tmpdir(), 'ml-gone-'));
      await cp(workspace, copy, { recursive: true });
      await rm(join(copy, name));
      await mkdir(copy, { recursive: true });
      const { problems } = await verifyStore(await fileStore(join(copy, '.store-dir')).view(), { workspace: copy });
      // records stand alone, and an alias that is gone is an alias nobody set: git's history shows both
      const standsAlone = /\/records\/|\/aliases\//.test(name);
      expect([name, problems.length > 0]).toEqual([name, !standsAlone]);
      await rm(copy, { recursive: true, force: true });
    }
  });
});
