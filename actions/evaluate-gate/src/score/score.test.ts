import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileDigest } from '@ml-actions/core/json/digest';
import { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { emptyConfig } from '@ml-actions/core/runner/config';
import { readInputs } from '@ml-actions/core/runner/read-inputs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakePorts, fakePorts } from '../../../../test/support/ports.ts';
import { registerModel } from '../../../../test/support/register.ts';
import { leaveTraining, writeFiles } from '../../../../test/support/registered.ts';
import { inputs } from '../inputs.ts';
import { run } from '../run.ts';

/** Scores a "model" that gets its first `weight` rows wrong, and notes that it ran. */
const script = `
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
const [model, data, out] = process.argv.slice(2);
const { weight } = JSON.parse(readFileSync(model + '/model.json', 'utf8'));
const rows = readFileSync(data, 'utf8').trim().split('\\n').slice(1).map((line) => line.split(','));
appendFileSync('ran.txt', weight + ' ' + (process.env.INPUT_GITHUB_TOKEN ?? 'no token') + '\\n');
if (weight === 999) { console.error('::error::cannot load the model'); process.exit(3); }
const lines = rows.map(([id, truth], at) => [id, truth, at < weight ? 1 - truth : truth].join(','));
writeFileSync(out, ['id,truth,prediction', ...lines].join('\\n'));
`;
const testSet = ['id,truth', ...Array.from({ length: 400 }, (_, row) => `r${row},${row % 2}`), ''].join('\n');

let workspace: string;
let ports: FakePorts;

beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-gate-score-')));
  ports = fakePorts(workspace, { env: { PATH: process.env.PATH, INPUT_GITHUB_TOKEN: 'secret' } });
  await writeFiles(workspace, { 'score.mjs': script, 'test.csv': testSet });
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const gate = (values: Record<string, string> = {}) =>
  run(
    readInputs(
      { ...commonInputs, ...inputs },
      {
        action: 'evaluate-gate',
        workflow: new Map(
          Object.entries({
            score: `${process.execPath} score.mjs {model} {data} {out}`,
            policy: JSON.stringify({ checks: { accuracy: { max_regression: 0.01 } } }),
            ...values,
          }),
        ),
        config: emptyConfig,
      },
    ),
    ports,
  );

/** The training of a model that gets so many rows wrong, with its test set. */
async function train(weight: number): Promise<void> {
  await writeFiles(workspace, { 'model/model.json': JSON.stringify({ weight }) });
  const file = await fileDigest(join(workspace, 'test.csv'));
  const test = {
    name: 'test',
    path: 'test.csv',
    count: 1,
    size: file.size,
    files: [{ path: 'test.csv', ...file }],
    sha256: file.sha256,
  };
  await leaveTraining(ports, ['model.json'], [], [test]);
}
const ran = async () => (await readFile(join(workspace, 'ran.txt'), 'utf8')).trim().split('\n');

describe('score', () => {
  it('scores both models on today’s test set, the baseline once', async () => {
    await registerModel(ports, 20);
    await train(100);
    const fell = await gate({ baseline: `${ports.model}@1` });
    expect(fell.body).toMatchObject({
      verdict: 'fail',
      checks: [{ n: 400, losses: 80, gains: 0, method: expect.stringContaining('McNemar') }],
    });
    await train(10);
    const better = await gate({ baseline: `${ports.model}@1` });
    expect(better.body).toMatchObject({ verdict: 'pass', checks: [{ gains: 10 }] });
    expect(await ran()).toEqual(['100 no token', '20 no token', '10 no token']);
  });

  it('a changed command scores anew', async () => {
    await registerModel(ports, 20);
    await train(10);
    await gate({ baseline: `${ports.model}@1` });
    await writeFiles(workspace, { 'score.mjs': `${script}// changed` });
    await gate({ baseline: `${ports.model}@1` });
    expect(await ran()).toHaveLength(4);
  });

  it('a command that fails is an error with its last lines, never a pass', async () => {
    await registerModel(ports, 20);
    await train(999);
    await expect(gate({ baseline: `${ports.model}@1` })).rejects.toThrow(
      'score: the command ended with exit code 3 on the candidate. Last lines: ::error::cannot load the model',
    );
  });

  it.each([
    ['a place left out', { score: 'python predict.py {model} {data}' }, 'score: leaves out {out} (got'],
    ['no program', { score: '{model} {data} {out}' }, 'score: names no program (got'],
  ])('%s', async (_, values, message) => {
    await train(1);
    await expect(gate(values)).rejects.toThrow(message);
  });

  it('needs a training that names its test set, as train saw it', async () => {
    await writeFiles(workspace, { 'model/model.json': '{"weight":1}' });
    await leaveTraining(ports, ['model.json']);
    await expect(gate()).rejects.toThrow(
      'score: train names no test set (expected one file named `test` in `data` of train).',
    );
    await train(1);
    await writeFiles(workspace, { 'test.csv': `${testSet}r400,0\n` });
    await expect(gate()).rejects.toThrow('score: test.csv is not the test set that train saw.');
  });
});
