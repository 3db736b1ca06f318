import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, extname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { identityOf } from '@ml-actions/core/runner/context';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fakePorts, fakeRun } from '../../../test/support/ports.ts';
import { inputsOf } from '../../../test/support/register.ts';
import { runAction, startAction } from '../../../test/support/run-action.ts';
import { action } from './action.ts';
import { emptyWorkspace, workspaceWith } from './fixture/check.ts';
import { inputs } from './inputs.ts';

const support = (name: string): string => fileURLToPath(new URL(`../../../test/support/${name}`, import.meta.url));

const contract = `version: 1
data: data.csv
key: [id]
columns: { id: string, age: { type: integer, max: 100, median: [0, 200] } }
`;
const files = { 'data-contract.yaml': contract, 'data.csv': 'id,age\na,30\nb,200\n' };

const STEPS = {
  check: { baseline: 'none', samples: 'values-in-public', 'profile-out': 'out/profile.json' },
  map: { mode: 'map', shard: '1/1', 'profile-out': 'out/profile.json' },
  init: { mode: 'init', data: 'data.csv', contract: 'drafts/contract.yaml' },
} as const;
type Step = keyof typeof STEPS;

/** Files that a whole step writes, at the least. */
const WRITTEN: Readonly<Record<Step, number>> = { check: 6, map: 4, init: 1 };

const ENDS: Readonly<Record<string, string>> = {
  '.json': '}',
  '.html': '</html>',
  '.xml': '</testsuites>',
  '.parquet': 'PAR1',
  '.yaml': '\n',
};

/** What people and later steps read below a folder: drafts and the engine's own files are no outputs. */
async function outputsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const isOutput = (path: string): boolean => !/^\.runner|(^|[/\\])mlactionsdraft-/.test(path) && !(path in files);
  return paths.map((path) => relative(folder, path)).filter(isOutput);
}

async function halvesIn(folder: string): Promise<string[]> {
  const halves: string[] = [];
  for (const path of await outputsIn(folder)) {
    const text = await readFile(join(folder, path), 'latin1');
    if (!text.trimEnd().endsWith((ENDS[extname(path)] ?? '').trimEnd()) || text === '') halves.push(path);
  }
  return halves;
}

/** The step once more, as the next run would; what it decides, without the time it took. */
async function again(workspace: string, step: Step): Promise<unknown> {
  const ports = fakePorts(workspace, { run: fakeRun(workspace, { temp: join(workspace, '.runner') }) });
  const outcome = await action.run(inputsOf('validate-data', inputs, STEPS[step], ports), ports);
  if (!('body' in outcome)) return outcome;
  const header = { version: 1, action: 'validate-data', model: 'birds', id: 'default' } as const;
  const rest = { run: identityOf(ports.run), createdAt: ports.clock().toISOString(), verdict: outcome.body.verdict };
  await ports.records.write({ ...header, ...rest }, Buffer.from('{}'));
  return { ...outcome, body: { ...outcome.body, seconds: 0 } };
}

/** Which files there are, a draft like any other: moments that differ in nothing else are one. */
async function treeOf(folder: string): Promise<string> {
  const paths = await readdir(folder, { recursive: true });
  return JSON.stringify(paths.map((path) => path.replace(/(mlactionsdraft|duckdb)-.*/, '$1')).sort());
}

/** Compares so many rows with each other that nobody waits for it. */
const endless = `${contract}checks:
  - sql: { name: pairs, query: "SELECT count(*) FROM data a, range(100000) b, range(100000) c WHERE sha256(a.id || b.range || c.range) = ''", value: 0 }
`;

const litterIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true })).filter((path) => /^(mlactionsdraft|duckdb)-/.test(basename(path)));

let root: string;
beforeAll(async () => {
  root = await emptyWorkspace();
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe('a kill at any moment leaves no half of a file, and nothing that changes the next run', () => {
  test.each(Object.keys(STEPS) as Step[])('%s', { timeout: 180_000 }, async (step) => {
    const workspace = await workspaceWith(files);
    const copies = join(root, step);
    const env = {
      MOMENTS_OF: workspace,
      MOMENTS_COPIES: copies,
      NODE_OPTIONS: `--import=${pathToFileURL(support('moments.ts'))}`,
    };
    const { exitCode, stderr } = await runAction('validate-data', { workspace, inputs: STEPS[step], env });
    expect([exitCode, stderr]).toEqual([step === 'check' ? 1 : 0, '']);
    expect((await outputsIn(workspace)).length).toBeGreaterThanOrEqual(WRITTEN[step]);
    const moments = (await readdir(copies)).sort();
    expect(moments.length).toBeGreaterThan(3 * WRITTEN[step]);
    const expected = await again(await workspaceWith(files), step);
    const seen = new Set<string>();
    for (const moment of moments) {
      const left = join(copies, moment);
      expect([moment, await halvesIn(left)]).toEqual([moment, []]);
      const tree = await treeOf(left);
      if (seen.has(tree)) continue;
      seen.add(tree);
      if (step === 'init' && (await outputsIn(left)).length > 0) {
        await expect(again(left, step)).rejects.toThrow('is there already');
        continue;
      }
      expect([moment, await again(left, step)]).toEqual([moment, expected]);
      expect([moment, await litterIn(left)]).toEqual([moment, []]);
    }
  });
});

test('a kill while the engine scans leaves no verdict, and goes with the next run', async () => {
  const workspace = await workspaceWith({ ...files, 'endless.yaml': endless });
  const step = await startAction('validate-data', {
    workspace,
    inputs: { baseline: 'none', contract: 'endless.yaml', 'profile-out': 'out/profile.json' },
  });
  const over = step.ended.then(() => true);
  while ((await litterIn(workspace)).length === 0 && !(await Promise.race([over, sleep(20, false)])));
  step.child.kill('SIGKILL');
  const { outputs, summary } = await step.ended;
  expect([outputs, summary, (await outputsIn(workspace)).filter((path) => path !== 'endless.yaml')]).toEqual([
    {},
    '',
    [],
  ]);
  expect(await litterIn(workspace)).toHaveLength(1);
  await again(workspace, 'check');
  expect(await litterIn(workspace)).toEqual([]);
});
