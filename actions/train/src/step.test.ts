import { existsSync } from 'node:fs';
import { mkdtemp, readFile, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { type RunningStep, runAction, startAction } from '../../../test/support/run-action.ts';

/** The commands are bash; what `bash` is on Windows depends on the machine. */
const onPosix = describe.skipIf(process.platform === 'win32');

let workspace: string;

beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), 'train-step-')));
});

const at = (path: string) => join(workspace, path);
const train = (inputs: Record<string, string>, env: Record<string, string> = {}) =>
  runAction('train', { workspace, inputs, env });

async function printed({ child }: RunningStep, text: string): Promise<void> {
  let seen = '';
  child.stdout?.on('data', (chunk) => {
    seen += chunk;
  });
  while (!seen.includes(text)) {
    if (child.exitCode !== null) throw new Error(`ended before it printed ${text}: ${seen}`);
    await sleep(20);
  }
}

const makeModel = 'mkdir -p model && echo weights > model/weights';

onPosix('a step', () => {
  test('a step that trains leaves outputs, record and summary', async () => {
    const step = await train({ command: `${makeModel}; echo '{"auc": 0.91}' > metrics.json` });
    expect(step.stderr).toBe('');
    expect(step.exitCode).toBe(0);
    const { 'duration-seconds': seconds, 'model-digest': digest, ...outputs } = step.outputs;
    expect(Number(seconds)).toBeGreaterThan(0);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(outputs).toMatchInlineSnapshot(`
    {
      "artifact-name": "ml-actions-birds-train-default-1-files",
      "cache-hit": "false",
      "engine-url": "",
      "metrics": "{"auc":0.91}",
      "metrics-path": "metrics.json",
      "model-path": "model",
      "phase": "SUCCEEDED",
      "record": ".ml-actions/birds/train-default.json",
      "resumed-from": "",
      "run-id": "1001",
    }
  `);
    const { subject, predicate } = JSON.parse(await readFile(at('.ml-actions/birds/train-default.json'), 'utf8'));
    expect(subject).toEqual([{ name: 'birds', digest: { sha256: digest } }]);
    expect(predicate).toMatchObject({ action: 'train', verdict: 'succeeded', metrics: { auc: 0.91 } });
    expect(step.summary).toContain('| `auc` | 0.91 |');
  });

  test('a failed run fails the step, whatever its log claims', async () => {
    const step = await train({ command: 'echo "::notice::Training succeeded"; echo SUCCEEDED; exit 3' });
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({ phase: 'FAILED', 'model-digest': '', 'cache-hit': 'false' });
    expect(step.stdout).toContain('::error::train: the command failed with exit code 3.');
    expect(step.summary).toContain('### Training\n');
  });

  test('a mistake of the user is one error and exit code 2', async () => {
    const step = await train({ command: 'true', data: 'none.csv' });
    expect(step.exitCode).toBe(2);
    expect(step.stdout.split('\n').filter((line) => line.startsWith('::error'))).toEqual([
      '::error::data: none: "none.csv" does not exist.',
    ]);
    expect(step.outputs.phase).toBe('FAILED');
  });

  test("the log cannot give the runner orders, and the command has none of the step's tokens", async () => {
    const hostile = [
      '::add-path::/evil',
      '  ::set-output name=phase::x',
      'a##[add-path]/evil',
      '\u0085::stop-commands::x',
    ];
    await writeFile(at('hostile.txt'), `${hostile.join('\n')}\r::error::redrawn\n`);
    const secrets = { ACTIONS_RUNTIME_TOKEN: 'runtime-secret', GITHUB_TOKEN: 'github-secret', STATE_x: 'state-secret' };
    const step = await train(
      { command: `cat hostile.txt; env; ${makeModel}`, 'github-token': 'input-secret', comment: 'never' },
      secrets,
    );
    expect(step.outputs.phase).toBe('SUCCEEDED');
    const spoken = step.stdout.split('\n').filter((line) => /^[\s\u0085]*::|##\[/.test(line));
    expect(spoken).toEqual(['::add-mask::input-secret']);
    expect(step.stdout.replace('::add-mask::input-secret', '')).not.toMatch(
      /(runtime|github|state|input)-secret|GITHUB_OUTPUT/,
    );
  });
});

onPosix('stopping', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s reaches the command, which saves its checkpoint', async (signal) => {
    const command = `trap 'echo step 5 > checkpoint; exit 0' INT TERM; echo ready; while true; do sleep 0.05; done`;
    const step = await startAction('train', { workspace, inputs: { command } });
    await printed(step, 'ready\n');
    step.child.kill(signal);
    const { exitCode, outputs, summary } = await step.ended;
    expect(await readFile(at('checkpoint'), 'utf8')).toBe('step 5\n');
    expect({ exitCode, phase: outputs.phase }).toEqual({ exitCode: 1, phase: 'STOPPED' });
    expect(summary).toContain(`stopped by ${signal}: the job was cancelled`);
  });

  test('the time limit ends the whole group, also those who do not listen', async () => {
    const stubborn = `bash -c 'trap "" TERM INT; while true; do echo x >> beats; sleep 0.05; done' > /dev/null 2>&1 &`;
    const step = await train({ command: `${stubborn}\nsleep 60`, 'timeout-minutes': '0.025', 'grace-seconds': '1' });
    expect(step.outputs.phase).toBe('TIMEOUT');
    expect(step.summary).toContain('the command did not end within 0.025 minutes');
    const beats = await readFile(at('beats'), 'utf8');
    await sleep(500);
    expect(await readFile(at('beats'), 'utf8')).toBe(beats);
  });

  test('a stopped command that wrote everything is still stopped', async () => {
    const command = `${makeModel}; trap 'exit 0' INT; echo ready; while true; do sleep 0.05; done`;
    const step = await startAction('train', { workspace, inputs: { command } });
    await printed(step, 'ready\n');
    step.child.kill('SIGINT');
    expect((await step.ended).outputs).toMatchObject({ phase: 'STOPPED', 'model-digest': '' });
    expect(existsSync(at('model/weights'))).toBe(true);
  });
});

/** Peak resident set of a process in MB (proc(5), VmHWM), read until it ends. */
async function peakOf({ child, ended }: RunningStep): Promise<number> {
  let peak = 0;
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over) {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1_000);
    await sleep(50);
  }
  return peak;
}

describe.skipIf(process.platform !== 'linux')('200 MB of output in bounded memory', () => {
  test.each([
    ['a progress bar', String.raw`\r 42%|####      | 42/100 [00:12<00:16, 3.42it/s]`],
    ['one endless line', 'x'.repeat(64)],
  ])('%s', async (_, text) => {
    await writeFile(
      at('noise.cjs'),
      `const block = Buffer.from("${text}".repeat(16384));
       for (let sent = 0; sent < 200e6; sent += block.length) require('fs').writeSync(1, block);`,
    );
    const command = `${JSON.stringify(process.execPath)} noise.cjs; ${makeModel}`;
    const step = await startAction('train', { workspace, inputs: { command } });
    const [peak, { outputs, stdout }] = await Promise.all([peakOf(step), step.ended]);
    expect(outputs.phase).toBe('SUCCEEDED');
    expect(stdout.length).toBeLessThan(500_000);
    expect(peak).toBeGreaterThan(0);
    expect(peak).toBeLessThan(250);
  });
});
