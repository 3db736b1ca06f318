import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { type Config, emptyConfig } from '@ml-actions/core/runner/config';
import { readInputs } from '@ml-actions/core/runner/read-inputs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakePorts, fakePorts } from '../../../test/support/ports.ts';
import { writeFiles } from '../../../test/support/registered.ts';
import { inputs } from './inputs.ts';
import { run } from './run.ts';

let workspace: string;
let ports: FakePorts;

beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-gate-')));
  ports = fakePorts(workspace);
});
afterEach(() => rm(workspace, { recursive: true, force: true }));

const gate = (values: Record<string, string> = {}, config: Config = emptyConfig) =>
  run(
    readInputs(
      { ...commonInputs, ...inputs },
      { action: 'evaluate-gate', workflow: new Map(Object.entries(values)), config },
    ),
    { ...ports, config },
  );

const write = (files: Record<string, unknown>) =>
  writeFiles(
    workspace,
    Object.fromEntries(
      Object.entries(files).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
    ),
  );
const files = { candidate: 'metrics.json', baseline: 'path:base.json' };
const policy = (checks: object) => JSON.stringify({ checks });

describe('metrics files', () => {
  it('passes within the allowance and fails below it', async () => {
    await write({ 'metrics.json': { accuracy: 0.899 }, 'base.json': { accuracy: 0.9 } });
    const held = await gate({ ...files, policy: policy({ accuracy: { max_regression: 0.01 } }) });
    expect(held).toMatchObject({ exitCode: 0, body: { verdict: 'pass' }, check: { conclusion: 'success' } });
    const fell = await gate({ ...files, policy: policy({ accuracy: { max_regression: 0.0001 } }) });
    expect(fell).toMatchObject({
      exitCode: 1,
      body: { verdict: 'fail' },
      check: { conclusion: 'failure' },
      outputs: { verdict: 'fail', blocked: true, 'failed-checks': 'accuracy', 'baseline-source': 'base.json' },
    });
  });
});

describe('bad input is one clear error', () => {
  const rules = policy({ accuracy: {} });
  it.each<[string, Record<string, unknown>, Record<string, string>, RegExp]>([
    ['a missing file', {}, {}, /^candidate: "metrics.json" does not exist/],
    ['an empty file', { 'metrics.json': '' }, {}, /^metrics.json: is empty/],
    ['binary junk', { 'metrics.json': 'PK\u0003\u0000\u0000\u0001' }, {}, /^metrics.json: is not text/],
    ['no metric', { 'metrics.json': '{"a":"b"}' }, {}, /^metrics.json: holds no metric/],
    ['a directory of nothing', { 'metrics.json/.git': '' }, {}, /^metrics.json: is a directory of no known layout/],
    [
      'an unknown policy key',
      { 'metrics.json': { accuracy: 1 } },
      { policy: '{checks: {accuracy: {mn: 1}}}' },
      /unknown key "mn"\. Did you mean "min"\?/,
    ],
    [
      'a missing policy',
      { 'metrics.json': { accuracy: 1 } },
      { policy: 'gate.yml' },
      /^policy: "gate.yml" does not exist/,
    ],
    [
      'an empty policy',
      { 'metrics.json': { accuracy: 1 }, 'gate.yml': '\n' },
      { policy: 'gate.yml' },
      /^gate.yml: is empty/,
    ],
    [
      'a binary policy',
      { 'metrics.json': { accuracy: 1 }, 'gate.yml': '\u0000\u0001' },
      { policy: 'gate.yml' },
      /^gate.yml: is not text/,
    ],
    ['no reference', { 'metrics.json': { accuracy: 1 } }, { baseline: 'base.json' }, /^baseline: is not a reference/],
    ['a missing baseline file', { 'metrics.json': { accuracy: 1 } }, { baseline: 'path:gone.json' }, /does not exist/],
    [
      'a version that is not there',
      { 'metrics.json': { accuracy: 1 } },
      { baseline: 'birds@7' },
      /^baseline: the store has no birds@7/,
    ],
    [
      'a broken key',
      { 'metrics.json': { accuracy: 1 } },
      { 'signing-key': 'hunter2' },
      /^signing key: this is not a private key/,
    ],
    [
      'no key where one is required',
      { 'metrics.json': { accuracy: 1 } },
      { signing: 'required' },
      /^signing: `required`, but there is nothing to sign with/,
    ],
    [
      'an anchor that is not there',
      { 'metrics.json': { accuracy: 1 } },
      { anchor: 'birds@1' },
      /^anchor: the store has no birds@1/,
    ],
  ])('%s', async (_name, content, values, message) => {
    await write({ 'base.json': { accuracy: 1 }, ...content });
    const given = async () => gate({ ...files, policy: rules, ...values });
    await expect(given()).rejects.toThrow(message);
    await expect(given()).rejects.toMatchObject({ name: 'InputError' });
  });

  it('a symbolic link out of the workspace', async () => {
    await mkdir(join(workspace, 'outside'));
    const outside = await mkdtemp(join(tmpdir(), 'ml-gate-outside-'));
    await writeFile(join(outside, 'metrics.json'), '{"accuracy":1}');
    await symlink(join(outside, 'metrics.json'), join(workspace, 'metrics.json'));
    await expect(gate({ candidate: 'metrics.json' })).rejects.toThrow(/leaves the directory it must stay in/);
    await rm(outside, { recursive: true });
  });

  it('nothing to judge', async () => {
    await expect(gate()).rejects.toThrow('candidate: there is nothing to judge');
  });
});

describe('several scores of one metric', () => {
  const folds = (accuracy: number[]) => JSON.stringify({ accuracy });

  it('a collapse over five folds fails, and the record keeps the folds', async () => {
    await write({
      'metrics.json': folds([0.5, 0.52, 0.48, 0.51, 0.5]),
      'base.json': folds([0.9, 0.91, 0.89, 0.9, 0.9]),
    });
    const fell = await gate({ ...files, policy: policy({ accuracy: {} }) });
    expect(fell.body).toMatchObject({
      verdict: 'fail',
      checks: [{ method: 'paired t over scores', n: 5, unit: 'scores', change: expect.closeTo(-0.398) }],
      candidate: { metrics: { accuracy: expect.closeTo(0.502) }, scores: { accuracy: [0.5, 0.52, 0.48, 0.51, 0.5] } },
    });
  });

  it('runs of several seeds are read from their files', async () => {
    const runs = Object.fromEntries(
      [0.91, 0.9, 0.92].map((accuracy, seed) => [`runs/seed-${seed}/metrics.json`, { accuracy }]),
    );
    await write({ 'metrics.json': { f1: 1 }, 'base.json': folds([0.7, 0.71, 0.7]), ...runs });
    const held = await gate({
      ...files,
      policy: JSON.stringify({ checks: { accuracy: {} }, seeds: { files: 'runs/seed-*/metrics.json' } }),
    });
    expect(held.body.checks[0]).toMatchObject({ status: 'pass', n: 3, candidate: expect.closeTo(0.91) });
  });
});

describe('what a policy names besides', () => {
  it('importances that moved warn, and the record keeps the new ones', async () => {
    await write({
      'metrics.json': { accuracy: 0.9 },
      'base.json': { accuracy: 0.9 },
      'importance.json': { a: 3, b: 1 },
    });
    const rules = { checks: { accuracy: {} }, importance: { file: 'importance.json', max_total_variation: 0.2 } };
    const found = await gate({ ...files, policy: JSON.stringify(rules) });
    expect(found.body).toMatchObject({
      importance: { a: 3, b: 1 },
      checks: [{ name: 'importance.total_variation', status: 'no-baseline' }, {}],
    });
  });

  it('a negative importance is one clear error', async () => {
    await write({ 'metrics.json': { accuracy: 0.9 }, 'base.json': { accuracy: 0.9 }, 'importance.json': { a: -3 } });
    const rules = { checks: { accuracy: {} }, importance: { file: 'importance.json', max_total_variation: 0.2 } };
    await expect(gate({ ...files, policy: JSON.stringify(rules) })).rejects.toThrow(
      'importance.json: the importance of "a" is no importance (got -3, expected a number of at least 0).',
    );
  });
});
