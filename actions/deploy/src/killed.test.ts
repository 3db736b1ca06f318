import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readAlias } from '@ml-actions/core/reference/find-version';
import { fileStore } from '@ml-actions/core/store/file';
import { verifyStore } from '@ml-actions/registry/verify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fakePorts } from '../../../test/support/ports.ts';
import { inputsOf, registerModel } from '../../../test/support/register.ts';
import { inputs } from './inputs.ts';
import { run as runDeploy } from './run.ts';

const run = promisify(execFile);
const child = join(import.meta.dirname, '../../../test/support/deploy-child.ts');

let root: string;
let base: string;

/** A workspace in which birds@1 serves and birds@2 is registered against it. */
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'ml-killed-')));
  base = join(root, 'base');
  const ports = fakePorts(base);
  const first = await registerModel(ports, 1);
  await deploy(base, 'birds@1');
  const baseline = {
    kind: 'found',
    modelDigest: first,
    commit: null,
    metrics: {},
    source: '',
    createdAt: null,
    version: null,
  } as const;
  await registerModel(ports, 2, { change: { baseline } });
}, 120_000);
afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

interface Ended {
  readonly steps: number;
  readonly exitCode: number;
  readonly verdict: string;
}

/** null: the process was killed at its step */
async function deploy(workspace: string, version: string, step = 0): Promise<Ended | null> {
  try {
    const { stdout } = await run(process.execPath, [child, workspace, version, String(step)]);
    return JSON.parse(stdout) as Ended;
  } catch (error) {
    if ((error as { signal?: string }).signal === 'SIGKILL') return null;
    throw error;
  }
}

const deployHere = (workspace: string, version: string) => {
  const ports = fakePorts(workspace);
  const values = { environment: 'production', 'model-version': version, 'target-config': 'path: serving' };
  return runDeploy(inputsOf('deploy', inputs, values, ports), ports);
};

const weightServed = async (workspace: string): Promise<number> =>
  (JSON.parse(await readFile(join(workspace, 'serving/current/model.json'), 'utf8')) as { weight: number }).weight;

it('converges when it is run again after a kill at any step', { timeout: 200_000 }, async () => {
  const whole = join(root, 'whole');
  await cp(base, whole, { recursive: true, verbatimSymlinks: true });
  const { steps, verdict } = (await deploy(whole, 'birds@2')) ?? { steps: 0, verdict: '' };
  expect([verdict, steps > 8]).toEqual(['deployed', true]);
  for (let step = 1; step <= steps; step++) {
    const workspace = join(root, `step-${step}`);
    await cp(base, workspace, { recursive: true, verbatimSymlinks: true });
    expect(await deploy(workspace, 'birds@2', step)).toBeNull();
    expect([step, [1, 2].includes(await weightServed(workspace))]).toEqual([step, true]);
    const again = await deployHere(workspace, 'birds@2');
    expect([step, again.exitCode, await weightServed(workspace)]).toEqual([step, 0, 2]);
    const view = await fileStore(join(workspace, '.store-dir')).view();
    expect(await readAlias(view, 'birds', 'production')).toMatchObject({ version: 2, previous: 1 });
    expect((await verifyStore(view, { workspace })).problems).toEqual([]);
    const left = (await readdir(join(workspace, 'serving/.deploy'))).filter((name) =>
      /^(incoming|link|lock)/.test(name),
    );
    expect([step, left]).toEqual([step, []]);
    await rm(workspace, { recursive: true });
  }
});
