import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runTask } from '@ml-actions/core/exec/task';
import { setTaskEntry } from '@ml-actions/core/exec/task-entry';
import { actionNames } from '@ml-actions/core/record/predicate/header';
import { drawInThreads } from '@ml-actions/evaluate-gate/resample';
import { encode } from '@ml-actions/metrics/encode';
import { type ResampleJob, resample } from '@ml-actions/metrics/resample';
import { xoshiro128 } from '@ml-actions/stats/prng';
import type { CheckAnswer, CheckOrder } from '@ml-actions/validate-data/check-files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../packages/build/src/sources.ts';
import { runAction } from '../support/run-action.ts';

/** The product's own aim for what every start of every action has to read. */
const eagerLimit = 1_500_000;

const declared = Object.fromEntries(
  actionNames.map((name) => [name, parse(readFileSync(join(root, 'actions', name, 'action.yml'), 'utf8'))]),
);
const workspace = mkdtempSync(join(tmpdir(), 'dist-'));
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

describe('the bundle', () => {
  it('stays small where it is eager', () => {
    expect(statSync(join(root, 'dist', 'index.js')).size).toBeLessThan(eagerLimit);
  });

  it('names no place of the machine that built it', () => {
    expect(readFileSync(join(root, 'dist', 'index.js'), 'utf8')).not.toContain(root);
  });

  it.each(actionNames)(
    '%s starts from its stub and words a mistake: exit code 2, one error, outputs set',
    async (name) => {
      const { exitCode, stdout, outputs } = await runAction(name, {
        workspace,
        inputs: { config: 'no/such/file.yml' },
        script: [join(root, 'actions', name, 'index.js')],
      });
      expect(stdout.match(/^::error/gm)).toHaveLength(1);
      expect(stdout).toMatch(/::error.*::config: /);
      expect(stdout).not.toMatch(/\n\s+at /);
      expect(exitCode).toBe(2);
      expect(Object.keys(outputs).sort()).toEqual(Object.keys(declared[name].outputs).sort());
      expect(Object.values(outputs)).not.toContain('pass');
    },
  );
});

describe('the gate of the bundle', () => {
  const predictions = (scores: readonly number[]) =>
    ['id,truth,score', ...scores.map((score, row) => `r${row},${row % 2},${score}`), ''].join('\n');

  it('draws its pictures and writes the interactive report with the chart library that stands beside it', async () => {
    writeFileSync(join(workspace, 'metrics.json'), '{"latency_ms": 3}');
    writeFileSync(join(workspace, 'candidate.csv'), predictions([0.2, 0.35, 0.4, 0.9]));
    writeFileSync(join(workspace, 'baseline.csv'), predictions([0.1, 0.3, 0.4, 0.8]));
    const { outputs, stdout } = await runAction('evaluate-gate', {
      workspace,
      inputs: {
        candidate: 'metrics.json',
        baseline: 'path:metrics.json',
        'candidate-predictions': 'candidate.csv',
        'baseline-predictions': 'baseline.csv',
        policy: 'checks: {roc_auc: {min: 0.5}}',
      },
      script: [join(root, 'actions', 'evaluate-gate', 'index.js')],
    });
    expect(outputs.verdict, stdout).toBe('pass');
    const page = readFileSync(join(workspace, outputs['html-report'] ?? ''), 'utf8');
    expect(page).toContain('Licensed to the Apache Software Foundation');
    const pictures = readdirSync(join(workspace, '.ml-actions', 'birds', 'gate', 'default.plots'));
    expect(pictures).toContain('roc.svg');
  });
});

describe('a task of the bundle', () => {
  const order: CheckOrder = {
    workspace,
    base: workspace,
    engine: {
      temp: workspace,
      toolCache: join(workspace, 'tools'),
      enginePath: join(root, 'node_modules', '@duckdb', `node-bindings-${process.platform}-${process.arch}`),
    },
    data: [],
    remote: null,
    caches: [],
    contract: {
      file: 'contract.yaml',
      text: 'version: 1\ndata: data.csv\ncolumns: { age: { type: integer, max: 100 } }\n',
      blocks: {},
    },
    proposed: null,
    profile: null,
    samples: { level: 'none', path: '', file: '' },
  };
  beforeAll(() => {
    setTaskEntry(pathToFileURL(join(root, 'dist', 'task.js')));
    writeFileSync(join(workspace, 'data.csv'), 'age\n30\n200\n');
  });

  it.each(['thread', 'process'] as const)('runs in a %s', async (place) => {
    const { decided } = await runTask<CheckAnswer>('validate-data', order, { place, timeoutSeconds: 60 });
    expect(decided.verdict).toBe('fail');
  });

  it.each(['thread', 'process'] as const)('brings a mistake back from a %s as a mistake', async (place) => {
    const broken = {
      ...order,
      contract: { file: 'contract.yaml', text: 'version: 1\ndata: nothing.csv\ncolumns: {}\n', blocks: {} },
    };
    await expect(runTask('validate-data', broken, { place })).rejects.toMatchObject({ name: 'InputError' });
  });

  it('draws the same bootstrap on any number of threads as in this one', async () => {
    const rows = 2500;
    const { next } = xoshiro128(1);
    const vector = (top: number) => Float64Array.from({ length: rows }, () => Math.floor((next() * top) / 2 ** 32));
    const shared = { ids: null, truth: vector(2), weight: vector(5) };
    const cluster = { codes: Int32Array.from(vector(300)), names: [] };
    const settings = { task: 'binary', labels: null, positive: '1', threshold: 50 } as const;
    const side = () => encode({ ...shared, cluster, score: vector(100) }, settings, '');
    const [baseline, candidate] = [side(), side()];
    const job = { baseline, candidate, resamples: 2000, seed: 20240611 };
    const jobs: readonly ResampleJob[] = [
      { ...job, metric: 'f1', unit: 'row' },
      { ...job, metric: 'roc_auc', unit: 'cluster' },
    ];
    const here = jobs.map(resample);
    expect(here).toEqual([expect.objectContaining({ delta: expect.any(Number) }), expect.anything()]);
    for (const threads of [1, 2, 3]) expect(await drawInThreads(jobs, threads)).toEqual(here);
  });

  it.each(['thread', 'process'] as const)('that there is not is an error in a %s', async (place) => {
    await expect(runTask('constructor', {}, { place })).rejects.toThrow('constructor: there is no such task');
  });
});
