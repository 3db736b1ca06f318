import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakePorts } from '../../../test/support/ports.ts';
import { inputsOf, registerUngated } from '../../../test/support/register.ts';
import { writeFiles } from '../../../test/support/registered.ts';
import { configText, openStage, type Stage } from './fixture.ts';
import { inputs } from './inputs.ts';
import { run } from './run.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

const patience = 60_000;
const strict = { checks: { accuracy: { max_regression: 0.01 } } };
const left = (accuracy: unknown) => ({ left: { 'metrics.json': JSON.stringify({ accuracy, rows: 100 }) } });

async function history(count: number): Promise<string[]> {
  const shas: string[] = [];
  for (let n = 0; n < count; n++) {
    const files = { 'ml-actions.yml': configText(stage.handover, strict), 'n.txt': String(n) };
    shas.push(await stage.scene.repository.commit({ files }));
  }
  return shas;
}

it(
  'a model that its gate refused does not lower the bar for the next commit',
  async () => {
    const [good = '', collapsed = '', again = ''] = await history(3);
    expect((await stage.push(good, left(0.95))).outputs).toMatchObject({ verdict: 'no-baseline' });
    expect((await stage.push(collapsed, left(0.5))).outputs).toMatchObject({ verdict: 'fail' });
    const step = await stage.push(again, left(0.5));
    expect(step.outputs, step.stdout).toMatchObject({ verdict: 'fail', 'baseline-commit': good });
  },
  patience,
);

it(
  'a model that its gate could not judge is no baseline, neither found nor named',
  async () => {
    const [good = '', broken = '', next = ''] = await history(3);
    await stage.push(good, left(0.95));
    const error = await stage.push(broken, { ...left('n/a'), runId: '77' });
    expect(error.outputs, error.stdout).toMatchObject({ verdict: 'error' });
    const step = await stage.push(next, left(0.5));
    expect(step.outputs, step.stdout).toMatchObject({ verdict: 'fail', 'baseline-commit': good });
    const named = await stage.push(next, { ...left(0.5), inputs: { baseline: 'run:77' } });
    expect(named.outputs, named.stdout).toMatchObject({ verdict: 'error' });
  },
  patience,
);

it('a model that was registered without a gate is nothing that a policy can compare with', async () => {
  const workspace = await realpath(await mkdtemp(join(tmpdir(), 'ml-gate-')));
  const ports = fakePorts(workspace);
  await registerUngated(ports, 1);
  await writeFiles(workspace, { 'metrics.json': '{"accuracy":0.5}' });
  const judge = (policy: object) =>
    run(
      inputsOf(
        'evaluate-gate',
        inputs,
        { candidate: 'metrics.json', baseline: 'birds@1', policy: JSON.stringify(policy) },
        ports,
      ),
      ports,
    );
  expect((await judge(strict)).body.verdict).toBe('error');
  expect((await judge({ checks: { accuracy: { min: 0.4 } } })).body.verdict).toBe('pass');
  await rm(workspace, { recursive: true });
});
