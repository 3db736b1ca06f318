import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakePorts, fakeRun } from '../../../test/support/ports.ts';
import { leaveGate, leaveTraining, outputOf } from '../../../test/support/registered.ts';
import { runAction, type StepResult } from '../../../test/support/run-action.ts';

const example = join(import.meta.dirname, '../../../examples/birdstrikes');
const python = process.platform === 'win32' ? 'python' : 'python3';
let workspace: string;

/** The example's model, trained and gated on the default branch. */
beforeAll(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-step-')));
  await cp(example, workspace, { recursive: true, filter: (path) => !/ml-actions\.yml$|__pycache__/.test(path) });
  await promisify(execFile)(python, ['train_stdlib.py'], { cwd: workspace });
  const ports = fakePorts(workspace, { run: fakeRun(workspace, { temp: join(workspace, '.runner') }) });
  const digest = await leaveTraining(ports, ['model.json'], [await outputOf(ports, 'predictions.csv', 'predictions')]);
  await leaveGate(ports, digest);
  await writeFile(join(workspace, 'event.json'), JSON.stringify({ repository: { id: 42, default_branch: 'main' } }));
}, 60_000);
afterAll(() => rm(workspace, { recursive: true, force: true }));

const step = (action: string, inputs: Record<string, string>): Promise<StepResult> =>
  runAction(action, {
    workspace,
    inputs: { store: 'file:.store-dir', ...inputs },
    env: {
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_REPOSITORY_ID: '42',
      GITHUB_EVENT_PATH: join(workspace, 'event.json'),
    },
  });

const config = (more: object = {}) =>
  JSON.stringify({
    path: 'serving',
    'serve-command': [python, 'serve.py', '{release}', '--name', 'birds', '--port', '{port}'],
    'ready-timeout': 20,
    ...more,
  });

describe('as steps of a job', () => {
  it('registers the example and deploys it after 20 scores that equal the offline predictions', {
    timeout: 60_000,
  }, async () => {
    const registered = await step('register-model', {});
    expect([registered.exitCode, registered.outputs.version, registered.outputs.created]).toEqual([0, '1', 'true']);
    expect(registered.summary).toContain('REGISTERED');
    const deployed = await step('deploy', {
      environment: 'production',
      'target-config': config(),
      golden: 'data/test.csv',
    });
    expect([deployed.exitCode, deployed.stdout]).toEqual([0, expect.not.stringContaining('::error')]);
    expect(deployed.outputs).toMatchObject({
      verdict: 'deployed',
      changed: 'true',
      'served-digest': registered.outputs.digest,
    });
    const record = JSON.parse(await readFile(join(workspace, deployed.outputs.record ?? ''), 'utf8'));
    expect(record.predicate.smoke).toMatchObject({ requests: 20, mismatches: 0 });
    expect(deployed.summary).toContain('DEPLOYED');
  });

  it('refuses a server that scores otherwise than the gate saw', { timeout: 60_000 }, async () => {
    const source = await readFile(join(workspace, 'serve.py'), 'utf8');
    await writeFile(
      join(workspace, 'skewed.py'),
      source.replace('"data": scores', '"data": [score * 0.9 for score in scores]'),
    );
    const skewed = config({
      'serve-command': [python, 'skewed.py', '{release}', '--name', 'birds', '--port', '{port}'],
      path: 'elsewhere',
    });
    const { exitCode, outputs, stdout } = await step('deploy', {
      environment: 'staging',
      'target-config': skewed,
      golden: 'data/test.csv',
    });
    expect([exitCode, outputs.verdict, stdout]).toEqual([1, 'refused', expect.not.stringContaining('::error')]);
    const record = JSON.parse(await readFile(join(workspace, outputs.record ?? ''), 'utf8'));
    expect(record.predicate.reason).toMatch(
      /^nothing was switched: 20 of 20 smoke requests differ: request 1: \$\.outputs\.0\.data\.0 is 0\.\d+, expected 0\.\d+$/,
    );
  });
});

describe('bad input gives one clear error and exit 2', () => {
  const environment = 'production';
  const cases: [string, string, Record<string, string>, RegExp][] = [
    ['no environment', 'deploy', { 'target-config': config() }, /::error::environment: this input is required/],
    [
      'an environment with a line break',
      'deploy',
      { environment: 'a\u0007b', 'target-config': config() },
      /environment: `environment` is wrong/,
    ],
    ['an unknown key', 'deploy', { environment, 'target-config': '{path: a, pth: b}' }, /target-config: does not fit/],
    [
      'YAML that is none',
      'deploy',
      { environment, 'target-config': '{path' },
      /target-config: `target-config` is wrong/,
    ],
    [
      'a missing smoke file',
      'deploy',
      { environment: 'x', 'target-config': config(), smoke: 'none.json' },
      /smoke: "none.json" does not exist/,
    ],
    [
      'a binary smoke file',
      'deploy',
      { environment: 'x', 'target-config': config(), smoke: 'junk' },
      /junk: this is not JSON/,
    ],
    [
      'a link out of the workspace',
      'deploy',
      { environment: 'x', 'target-config': config(), smoke: 'link' },
      /smoke: "link" leaves the directory/,
    ],
    [
      'a version that is none',
      'deploy',
      { environment, 'target-config': config(), 'model-version': 'a b' },
      /model-version: is not a reference/,
    ],
    ['an empty record', 'register-model', { evaluation: 'empty' }, /empty: this is not JSON: it is empty/],
    ['a directory as record', 'register-model', { evaluation: 'data' }, /evaluation: the record cannot be read/],
    ['a foreign alias name', 'register-model', { alias: '../x' }, /alias: `alias` is wrong/],
    ['an unknown blob place', 'register-model', { blobs: 'ftp://x' }, /blobs: "ftp:\/\/x" is no place/],
    [
      'a key that is none',
      'register-model',
      { 'signing-key': 'abc', 'allow-ungated': 'true', path: 'model' },
      /signing key: this is not a private key/,
    ],
  ];
  it.each(cases)('%s', async (_name, action, inputs, message) => {
    await writeFile(join(workspace, 'junk'), Buffer.from([0, 255, 254, 1]));
    await writeFile(join(workspace, 'empty'), '');
    await symlink('/etc/hostname', join(workspace, 'link')).catch(() => {});
    const { exitCode, stdout, outputs } = await step(action, inputs);
    expect([exitCode, stdout.match(/::error/g)?.length, stdout]).toEqual([2, 1, expect.stringMatching(message)]);
    expect(stdout).not.toMatch(/\n\s+at /);
    if (action === 'deploy') expect(outputs).toMatchObject({ verdict: 'error', changed: 'false' });
  });
});
