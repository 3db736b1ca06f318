import { mkdir, mkdtemp, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { InputError } from '@ml-actions/core/error';
import { trainSchema } from '@ml-actions/core/record/predicate/train';
import { commonInputs } from '@ml-actions/core/runner/common-inputs';
import { emptyConfig } from '@ml-actions/core/runner/config';
import { identityOf } from '@ml-actions/core/runner/context';
import { readInputs } from '@ml-actions/core/runner/read-inputs';
import { parseProfile } from '@ml-actions/data/profile/schema';
import { beforeEach, describe, expect, test } from 'vitest';
import { fakePorts, fakeRun } from '../../../test/support/ports.ts';
import { inputs as own } from './inputs.ts';
import { run } from './run.ts';

/** The commands are bash; what `bash` is on Windows depends on the machine. */
const onPosix = describe.skipIf(process.platform === 'win32');

let workspace: string;

beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'train-')));
});

async function file(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(workspace, path)), { recursive: true });
  await writeFile(join(workspace, path), content);
}

type Given = Record<string, string>;

async function train(given: Given, overrides: Parameters<typeof fakePorts>[1] = {}) {
  const workflow = new Map(Object.entries(given));
  const inputs = readInputs({ ...commonInputs, ...own }, { action: 'train', workflow, config: emptyConfig });
  const context = fakeRun(workspace, { isTrusted: false, event: 'pull_request', pullRequest: 1 });
  const ports = fakePorts(workspace, { run: context, clock: () => new Date(), ...overrides });
  const outcome = await run(inputs, ports);
  const header = {
    version: 1,
    action: 'train',
    model: 'birds',
    id: 'default',
    run: identityOf(context),
    createdAt: new Date().toISOString(),
  };
  trainSchema.parse({ ...header, ...outcome.body });
  return { ...outcome, log: ports.log.lines };
}

const makeModel = 'mkdir -p model && echo weights > model/weights';
const measure = `echo '{"test": {"auc": 0.91}, "note": "x"}' > metrics.json`;

onPosix('a run that succeeds', () => {
  test('holds what went in and what came out', async () => {
    await file('data/train.csv', 'id,y\n1,0\n');
    await file('params.yaml', 'l2: 0.5 # chosen by hand\n');
    await file('requirements.txt', 'numpy==2.1.0\n');
    const outcome = await train({
      command: `${makeModel}; ${measure}; echo id,score > predictions.csv`,
      data: 'data/train.csv',
      params: 'params.yaml',
      outputs: '{model: model/, predictions: predictions.csv}',
      seed: '7',
    });
    expect(outcome.exitCode).toBe(0);
    const { startedAt, durationSeconds, environment, ...body } = outcome.body;
    expect(environment).toMatchObject({ lockfile: { path: 'requirements.txt' }, packages: { numpy: '2.1.0' } });
    expect(durationSeconds).toBeGreaterThan(0);
    expect(Date.parse(startedAt)).toBeLessThanOrEqual(Date.now());
    expect(body).toMatchInlineSnapshot(`
      {
        "backend": "local",
        "command": [
          "bash",
          "--norc",
          "-e",
          "-o",
          "pipefail",
          "-c",
          "mkdir -p model && echo weights > model/weights; echo '{"test": {"auc": 0.91}, "note": "x"}' > metrics.json; echo id,score > predictions.csv",
        ],
        "data": [
          {
            "count": 1,
            "files": [
              {
                "path": "data/train.csv",
                "sha256": "ae1753637f532eba03c3736466747c062801ec68d51c67bb7a874bcd6317a3fb",
                "size": 9,
              },
            ],
            "name": "train",
            "path": "data/train.csv",
            "sha256": "e394a0b30ec466d80babdfa26a453b8f4ccfbf6cc582f95a1b8e7b38b2ee0ead",
            "size": 9,
          },
        ],
        "deterministic": "seed",
        "exitCode": 0,
        "logTail": [],
        "metrics": {
          "test.auc": 0.91,
        },
        "notices": [
          "no reference profile for drift-check: predictions: the data holds no row (got 1 file(s), 0 rows).",
        ],
        "outputs": [
          {
            "path": "model/weights",
            "role": "model",
            "sha256": "1b465fa6b6bcbc06a3199e3d2d8aec35d37494a712f888b6d5536684dd89d0f0",
            "size": 8,
          },
          {
            "path": "predictions.csv",
            "role": "predictions",
            "sha256": "a522f303ebf00775d26f63f9a9409eacc6b1d0696de758b83836fda180dff0d5",
            "size": 9,
          },
          {
            "path": "metrics.json",
            "role": "metrics",
            "sha256": "4fe3f2f2fffec484b14095d79ba83c12fa11ee192952d639f7b921c2f1178b41",
            "size": 37,
          },
        ],
        "params": {
          "l2": 0.5,
        },
        "phase": "SUCCEEDED",
        "reason": "the command ended with exit code 0",
        "seed": 7,
        "setup": null,
        "signal": null,
        "trained": {
          "digest": "32a9d276fc64dfd61b8d3add2af53cb14e8b3702c4bee4ceb59fac48ba0f1e2a",
          "files": [
            {
              "path": "weights",
              "sha256": "1b465fa6b6bcbc06a3199e3d2d8aec35d37494a712f888b6d5536684dd89d0f0",
              "size": 8,
            },
          ],
          "openssfRoot": "4adf1214a920a955173f697d1766cdc347de7aebfcb435efa1e44398ec9224fe",
          "root": "model",
        },
        "verdict": "succeeded",
        "workingDirectory": ".",
      }
    `);
    expect(outcome.subjects).toEqual([{ name: 'birds', digest: { sha256: body.trained?.digest } }]);
    expect(outcome.files?.map((path) => path.slice(workspace.length + 1)).sort()).toEqual([
      'metrics.json',
      'model/weights',
      'predictions.csv',
    ]);
    expect(outcome.outputs).toMatchObject({
      phase: 'SUCCEEDED',
      'cache-hit': false,
      'run-id': '1001',
      metrics: '{"test.auc":0.91}',
      'metrics-path': 'metrics.json',
      'model-path': 'model',
      'model-digest': body.trained?.digest,
      'artifact-name': 'ml-actions-birds-train-default-1-files',
    });
  });

  test('leaves the reference profile that drift-check compares with', async () => {
    await file(
      'train.csv',
      ['id,speed,damage', ...Array.from({ length: 40 }, (_, at) => `r${at},${at},${at % 2}`)].join('\n'),
    );
    const predict = `printf 'id,truth,score\\nx1,1,0.7\\nx2,0,0.2\\n' > predictions.csv`;
    const outcome = await train({
      command: `${makeModel}; ${predict}`,
      data: 'train.csv',
      outputs: '{model: model/, predictions: predictions.csv}',
    });
    expect(outcome.body.notices).toEqual([]);
    const path = '.ml-actions/birds/profile/default.json';
    expect(outcome.body.outputs).toContainEqual(expect.objectContaining({ role: 'profile', path }));
    expect(outcome.files).toContain(join(workspace, path));
    const { columns } = parseProfile(await readFile(join(workspace, path)), path);
    expect(columns.map(({ name, role }) => `${role} ${name}`)).toEqual([
      'feature damage',
      'prediction score',
      'feature speed',
      'label truth',
    ]);
  });

  test('the same files give the same model, whatever the run', async () => {
    const digests = [await train({ command: makeModel }), await train({ command: makeModel, seed: '3' })].map(
      ({ outputs }) => outputs['model-digest'],
    );
    expect(digests[0]).toBe(digests[1]);
  });

  test('an argument vector meets no shell', async () => {
    const outcome = await train({
      command: JSON.stringify([
        'node',
        '-e',
        'require("fs").mkdirSync("model");require("fs").writeFileSync("model/a", process.argv[1])',
        '$(id); *',
      ]),
    });
    expect(outcome.body.phase).toBe('SUCCEEDED');
    expect(await readFile(join(workspace, 'model/a'), 'utf8')).toBe('$(id); *');
  });

  test('a single file, a list and a glob as the model', async () => {
    const write = 'mkdir -p out/a out/b && echo 1 > out/a/m.bin && echo 2 > out/b/n.bin && echo 3 > out/b/log.txt';
    const rootOf = async (model: string) => {
      const { trained } = (await train({ command: write, outputs: `{model: ${model}}` })).body;
      return [trained?.root, ...(trained?.files.map(({ path }) => path) ?? [])];
    };
    expect(await rootOf('out/a/m.bin')).toEqual(['out/a', 'm.bin']);
    expect(await rootOf('[out/a/m.bin, out/b/n.bin]')).toEqual(['out', 'a/m.bin', 'b/n.bin']);
    expect(await rootOf('"out/**/*.bin"')).toEqual(['out', 'a/m.bin', 'b/n.bin']);
  });

  test('set-up runs first and may bring the data', async () => {
    const outcome = await train({
      setup: 'echo a > data.csv',
      command: `cat data.csv; ${makeModel}`,
      data: 'all=data.csv',
    });
    expect(outcome.body.data).toMatchObject([{ name: 'all', files: [{ path: 'data.csv', size: 2 }] }]);
  });

  test('starts in the working directory and sees the seed, but no token', async () => {
    await file('birds/here', '');
    const env = {
      PATH: process.env.PATH,
      ACTIONS_RUNTIME_TOKEN: 'runtime',
      'INPUT_GITHUB-TOKEN': 'input',
      GITHUB_TOKEN: 'token',
    };
    const outcome = await train(
      { command: 'mkdir model; ls > model/ls; env > model/env', seed: '5' },
      { base: join(workspace, 'birds'), env },
    );
    expect(outcome.body).toMatchObject({ workingDirectory: 'birds', trained: { root: 'birds/model' } });
    expect(await readFile(join(workspace, 'birds/model/ls'), 'utf8')).toContain('here');
    const seen = await readFile(join(workspace, 'birds/model/env'), 'utf8');
    expect(seen).toMatch(/^ML_SEED=5$/m);
    expect(seen).not.toMatch(/runtime|input|token/i);
  });
});

onPosix('exit code 0 is not success', () => {
  test.each<[string, Given, string]>([
    ['no model', { command: 'true' }, 'outputs: model: "model" does not exist'],
    [
      'an empty directory',
      { command: 'mkdir model' },
      'outputs: model: model/ names no file; the command left nothing there',
    ],
    ['empty files', { command: 'mkdir model; touch model/a' }, 'outputs: model: every file is empty'],
    [
      'a NaN metric',
      { command: `${makeModel}; echo '{"loss": NaN}' > metrics.json` },
      'metric loss is NaN (metrics.json)',
    ],
    [
      'an infinite metric in a named file',
      { command: `${makeModel}; echo 'loss: .inf' > m.yaml`, metrics: 'm.yaml' },
      'metric loss is Infinity (m.yaml)',
    ],
    ['named metrics that are missing', { command: makeModel, metrics: 'm.json' }, 'metrics: "m.json" does not exist'],
    [
      'named metrics that are broken',
      { command: `${makeModel}; echo '{' > m.json`, metrics: 'm.json' },
      "m.json: is not JSON (got Expected property name or '}' in JSON at position 2 (line 2 column 1)). Mend the file",
    ],
    [
      'two files that disagree',
      { command: `${makeModel}; echo '{"a": 1}' > a.json; echo '{"a": 2}' > b.json`, metrics: '["a.json", "b.json"]' },
      'metric a is 2 in b.json and 1 in another file',
    ],
    ['a link out of the workspace', { command: 'mkdir model; ln -s /etc/passwd model/weights' }, 'outputs: model: "'],
    [
      'a directory that is a link out of the workspace',
      { command: 'ln -s /etc model' },
      'outputs: model: "model" leaves the directory it must stay in. Name a path inside it; symbolic links that point outside are not followed',
    ],
    [
      'an optional output that is a link out of the workspace',
      { command: `${makeModel}; ln -s /etc/passwd plot.svg`, outputs: '{model: model/, plot?: plot.svg}' },
      'outputs: plot: "plot.svg" leaves the directory it must stay in',
    ],
    ['a pipe', { command: 'mkdir model; mkfifo model/pipe' }, 'is a device, socket or pipe'],
  ])('%s', async (_, given, reason) => {
    const outcome = await train(given);
    expect(outcome.exitCode).toBe(1);
    expect(outcome.body).toMatchObject({ verdict: 'failed', phase: 'FAILED', exitCode: 0 });
    expect(outcome.body.reason).toContain(reason);
    expect(outcome.body).toMatchObject({ trained: null, outputs: [], metrics: {} });
    expect(outcome.files).toEqual([]);
    expect(outcome.outputs).toMatchObject({ 'model-digest': '', 'model-path': '', metrics: '{}', 'artifact-name': '' });
    expect(outcome.log.at(-1)).toBe(`error: train: ${outcome.body.reason}.`);
  });

  test('data that changes while the command runs', async () => {
    await file('data.csv', 'a');
    const outcome = await train({ command: `${makeModel}; echo b >> data.csv`, data: 'data.csv' });
    expect(outcome.body).toMatchObject({ phase: 'FAILED', reason: 'data: data changed while the command ran' });
  });
});

onPosix('outputs of an earlier run', () => {
  test('do not pass as this one', async () => {
    await train({ command: `${makeModel}; ${measure}` });
    const again = await train({ command: measure });
    expect(again.body).toMatchObject({
      phase: 'FAILED',
      reason:
        'outputs: model: model/weights was there before and was not written by this run; let the command write it, or delete it before',
    });
  });

  test('nor one of two files, nor with its time set anew by hand before', async () => {
    await file('model/old', 'x');
    const outcome = await train({ command: `${makeModel}; touch -t 200101010000 model/weights` });
    expect(outcome.body.reason).toContain('model/old was there before');
  });

  test('written again, byte for byte the same, are this one', async () => {
    await train({ command: makeModel });
    expect((await train({ command: makeModel })).body.phase).toBe('SUCCEEDED');
  });

  test('of an optional role are left out with a notice', async () => {
    await file('metrics.json', '{"auc": 0.99}');
    const outcome = await train({ command: makeModel });
    expect(outcome.body).toMatchObject({
      phase: 'SUCCEEDED',
      metrics: {},
      notices: ['metrics: metrics.json was there before and was not written by this run; it is left out'],
    });
    expect(await readFile(join(workspace, 'metrics.json'), 'utf8')).toBe('{"auc": 0.99}');
  });
});

onPosix('a command that fails', () => {
  test('keeps its last lines, without secrets', async () => {
    const env = { PATH: process.env.PATH, DB_PASSWORD: 'hunter22' };
    const outcome = await train({ command: 'echo "cannot log in with $DB_PASSWORD" >&2; exit 3' }, { env });
    expect(outcome.body).toMatchObject({
      phase: 'FAILED',
      exitCode: 3,
      reason: 'the command failed with exit code 3',
      logTail: ['cannot log in with ***'],
    });
  });

  test('keeps none on the default branch, whose records are stored for ever', async () => {
    const outcome = await train({ command: 'echo row 17; exit 3' }, { run: fakeRun(workspace) });
    expect(outcome.body.logTail).toEqual([]);
  });

  test.each([
    ['in the middle of the text', `false; ${makeModel}`, 1],
    ['inside a pipe', `false | cat; ${makeModel}`, 1],
    ['by memory', 'bash -c "kill -9 \\$\\$"; true', 137],
    ['because a program is missing', 'no-such-program', 127],
  ])('%s', async (_, command, exitCode) => {
    expect((await train({ command })).body).toMatchObject({ phase: 'FAILED', exitCode, trained: null });
  });

  test('in the set-up: nothing is trained', async () => {
    const outcome = await train({ setup: 'exit 4', command: makeModel, data: 'comes-later.csv' });
    expect(outcome.body).toMatchObject({ phase: 'FAILED', reason: 'the set-up failed with exit code 4', data: [] });
  });
});

onPosix('what a person must change is an input error', () => {
  beforeEach(async () => {
    await file('model/weights', 'x');
    await symlink('/etc/hosts', join(workspace, 'hosts'));
  });

  test.each<[Given, string]>([
    [{ command: 'true', data: 'train=none.csv' }, 'data: train: "none.csv" does not exist.'],
    [
      { command: 'true', data: 'a=s3://bucket/x' },
      'data: addresses are not available yet (got s3). Fetch it in `setup` and name the local path.',
    ],
    [
      { command: 'true', data: 'a/x.csv\nb/x.parquet' },
      'data: two entries are named x. Write `name=path` with other names.',
    ],
    [{ command: 'true', data: 'hosts' }, 'data: hosts: "hosts" leaves the directory it must stay in.'],
    [
      { command: 'true', outputs: '{model: ../elsewhere}' },
      'outputs: model: "../elsewhere" leaves the directory it must stay in.',
    ],
    [
      { command: 'true', outputs: '{model: a, "model?": b}' },
      'outputs: the role model stands there with and without `?`.',
    ],
    [{ command: '["no-such-program"]' }, '"no-such-program": the command cannot be started (ENOENT).'],
    [{ command: 'true', lockfile: 'none.lock' }, 'lockfile: "none.lock" does not exist.'],
    [{ command: 'a\0b' }, 'command: the command contains a NUL character.'],
  ])('%o', async (given, message) => {
    const failure = await train(given).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InputError);
    expect((failure as Error).message).toContain(message);
  });

  test('a working directory that is missing or a file', async () => {
    await expect(train({ command: 'true' }, { base: join(workspace, 'none') })).rejects.toThrow(
      'working-directory: "none" does not exist.',
    );
    await expect(train({ command: 'true' }, { base: join(workspace, 'model/weights') })).rejects.toThrow(
      'working-directory: is not a directory.',
    );
  });
});
