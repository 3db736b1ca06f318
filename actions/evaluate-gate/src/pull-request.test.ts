import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configText, openStage, type Stage } from './fixture.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

const patience = 60_000;
const strict = { checks: { accuracy: { max_regression: 0.01 } } };
const lenient = { checks: { accuracy: { max_regression: 0.5 } } };

/** Commits to main and opens a pull request on top; returns main's commit, the pull request and its head. */
async function proposal(
  main: Record<string, string>,
  change: Record<string, string | null>,
  branch = 'change',
): Promise<{ main: string; number: number; head: string }> {
  const { repository } = stage.scene;
  const sha = await repository.commit({ files: main });
  const head = await repository.commit({ branch, files: change });
  return { main: sha, head, number: await repository.openPull({ head: branch, title: 'Change' }) };
}

const config = (policy?: object) => ({ 'ml-actions.yml': configText(stage.handover, policy) });

describe('on a pull request', () => {
  it(
    'compares with the merge-base’s record, comments, checks, and asks GitHub at most six times',
    async () => {
      const { main, number, head } = await proposal(config(strict), { 'train.py': 'new' });
      const first = await stage.push(main, { left: { 'metrics.json': { accuracy: 0.9 } } });
      expect(first.outputs).toMatchObject({ verdict: 'no-baseline', blocked: 'false' });
      const before = stage.scene.github.requests.length;
      const step = await stage.pull(number, { left: { 'metrics.json': { accuracy: 0.8 } } });
      const asked = stage.scene.github.requests.slice(before).map(({ method, path }) => `${method} ${path}`);
      expect(step.exitCode, step.stdout).toBe(1);
      expect(step.outputs).toMatchObject({
        verdict: 'fail',
        blocked: 'true',
        'failed-checks': 'accuracy',
        'baseline-source': `record of ${main.slice(0, 7)}`,
        'baseline-commit': main,
        'evidence-digest': expect.stringMatching(/^[0-9a-f]{64}$/),
        'comment-url': expect.stringContaining(`/${number}#issuecomment-`),
      });
      expect(stage.comments(number)).toHaveLength(1);
      expect(stage.checks(head)).toEqual([
        'ml-actions / models / default: failure - BLOCKED - accuracy -10.00 pp, allowed -1 pp; no interval without paired predictions',
      ]);
      expect(asked.length, asked.join('\n')).toBeLessThanOrEqual(6);
      expect(stage.scene.github.violations).toEqual([]);
    },
    patience,
  );

  it(
    'is decided by the base’s policy, not by the one it edits',
    async () => {
      const { main, number } = await proposal(config(strict), config(lenient));
      await stage.push(main, { left: { 'metrics.json': { accuracy: 0.9 } } });
      const before = stage.scene.github.requests.length;
      const step = await stage.pull(number, { left: { 'metrics.json': { accuracy: 0.8 } } });
      expect(step.outputs.verdict, step.stdout).toBe('fail');
      expect(stage.comments(number)[0]).toContain(
        'The base branch’s policy decided. This pull request edits it; with its own it would say **PASS**',
      );
      expect(stage.scene.github.requests.length - before).toBeLessThanOrEqual(6);
    },
    patience,
  );

  it(
    'the base’s policy file decides too, wherever the workflow points',
    async () => {
      const files = { ...config(), 'gate.yml': JSON.stringify(strict) };
      const { main, number } = await proposal(files, { 'gate.yml': JSON.stringify(lenient) });
      const inputs = { policy: 'gate.yml' };
      await stage.push(main, { left: { 'metrics.json': { accuracy: 0.9 } }, inputs });
      const step = await stage.pull(number, { left: { 'metrics.json': { accuracy: 0.8 } }, inputs });
      expect(step.outputs.verdict, step.stdout).toBe('fail');
    },
    patience,
  );

  it(
    'a policy removed by the change still decides',
    async () => {
      const { main, number } = await proposal(config(strict), config());
      await stage.push(main, { left: { 'metrics.json': { accuracy: 0.9 } } });
      const step = await stage.pull(number, { left: { 'metrics.json': { accuracy: 0.8 } } });
      expect(step.outputs.verdict, step.stdout).toBe('fail');
      expect(stage.comments(number)[0]).toContain('This pull request edits it; afterwards there would be none');
    },
    patience,
  );

  it(
    'a working tree that training edited does not decide it',
    async () => {
      const { main, number } = await proposal(config(strict), { 'train.py': 'new' });
      await stage.push(main, { left: { 'metrics.json': { accuracy: 0.9 } } });
      const left = { 'metrics.json': { accuracy: 0.8 }, ...config(lenient) };
      expect((await stage.pull(number, { left })).outputs.verdict).toBe('fail');
    },
    patience,
  );

  it(
    'the first policy decides nothing, and says what it would',
    async () => {
      const { main, number } = await proposal(config(), config(strict));
      await stage.push(main, { left: { 'metrics.json': { accuracy: 0.9 } } });
      const step = await stage.pull(number, { left: { 'metrics.json': { accuracy: 0.8 } } });
      expect(step.outputs, step.stdout).toMatchObject({ verdict: 'skipped', blocked: 'false' });
      expect(step.exitCode).toBe(0);
      expect(stage.comments(number)[0]).toContain('would say **BLOCKED**: accuracy -10.00 pp');
    },
    patience,
  );

  it(
    'a policy in the workflow decides, and is called unprotected',
    async () => {
      const { main, number } = await proposal(config(strict), { 'train.py': 'new' });
      await stage.push(main, { left: { 'metrics.json': { accuracy: 0.9 } } });
      const inputs = { policy: JSON.stringify(lenient) };
      const step = await stage.pull(number, { left: { 'metrics.json': { accuracy: 0.8 } }, inputs });
      expect(step.outputs.verdict, step.stdout).toBe('pass');
      expect(stage.comments(number)[0]).toContain('The policy is not protected (inline in the workflow)');
    },
    patience,
  );

  it(
    'falls back to the file as committed at the merge-base, then to the nearest ancestor',
    async () => {
      const committed = { ...config(strict), 'metrics.json': '{"accuracy":0.9}' };
      const { main, number } = await proposal(committed, { 'train.py': 'new' });
      const step = await stage.pull(number, { left: { 'metrics.json': { accuracy: 0.89 } } });
      expect(step.outputs, step.stdout).toMatchObject({
        verdict: 'pass',
        'baseline-source': `metrics.json at ${main}`,
        'baseline-commit': main,
      });
      await stage.push(stage.scene.first, { left: { 'metrics.json': { accuracy: 0.9 } } });
      const gone = await stage.scene.repository.commit({ files: { 'metrics.json': null } });
      await stage.scene.repository.commit({ branch: 'other', files: { 'b.py': '' } });
      const other = await stage.scene.repository.openPull({ head: 'other', title: 'Other' });
      const nearest = await stage.pull(other, { left: { 'metrics.json': { accuracy: 0.89 } } });
      expect(nearest.outputs, nearest.stdout).toMatchObject({
        verdict: 'pass',
        'baseline-commit': stage.scene.first,
      });
      expect(gone).not.toBe(main);
    },
    patience,
  );

  it(
    'a look-up that fails is an error and never a first run',
    async () => {
      const { number, head } = await proposal(config(strict), { 'train.py': 'new' });
      stage.scene.github.faults.add({ path: /\/contents\//, status: 500, times: Number.POSITIVE_INFINITY });
      const left = { 'metrics.json': { accuracy: 0.89 } };
      const step = await stage.pull(number, { left, inputs: { baseline: 'git:main:metrics.json' } });
      expect(step.exitCode).toBe(1);
      expect(step.outputs, step.stdout).toMatchObject({
        verdict: 'error',
        blocked: 'true',
        'baseline-source': 'failed',
      });
      expect(stage.checks(head)[0]).toContain('failure - ERROR - the baseline could not be looked up');
    },
    patience,
  );

  it(
    'a true first run is told as such, and the bounds decide',
    async () => {
      const bounds = { checks: { accuracy: { min: 0.85, max_regression: 0.01 } } };
      const { number } = await proposal(config(bounds), { 'train.py': 'new' });
      const held = await stage.pull(number, { left: { 'metrics.json': { accuracy: 0.89 } } });
      expect(held.outputs, held.stdout).toMatchObject({ verdict: 'no-baseline', blocked: 'false' });
      const fell = await stage.pull(number, { left: { 'metrics.json': { accuracy: 0.8 } } });
      expect(fell.outputs).toMatchObject({ verdict: 'fail', blocked: 'true' });
    },
    patience,
  );

  it(
    'two gates and two matrix legs of one run stand side by side',
    async () => {
      const { main, number, head } = await proposal(config(strict), { 'train.py': 'new' });
      await stage.push(main, { left: { 'metrics.json': { accuracy: 0.9 } } });
      const runs: [string, Record<string, string>][] = [
        ['0.91', { id: 'young', baseline: `git:${main}:metrics.json` }],
        ['0.92', { id: 'old', baseline: 'none' }],
        ['0.93', { matrix: '{"seed":1}', baseline: 'none' }],
        ['0.94', { matrix: '{"seed":2}', baseline: 'none' }],
      ];
      for (const [accuracy, inputs] of runs)
        await stage.pull(number, { left: { 'metrics.json': `{"accuracy":${accuracy}}` }, inputs, runId: '77' });
      const [comment, ...more] = stage.comments(number);
      expect(more).toEqual([]);
      for (const [accuracy] of runs) expect(comment).toContain(accuracy);
      expect(new Set(stage.checks(head).map((check) => check.split(':')[0])).size).toBe(4);
    },
    2 * patience,
  );

  it(
    'a fork’s run decides, but neither comments nor checks',
    async () => {
      const { repository } = stage.scene;
      const main = await repository.commit({ files: config(strict) });
      await stage.push(main, { left: { 'metrics.json': { accuracy: 0.9 } } });
      const head = await repository.commit({ branch: 'theirs', files: { 'train.py': 'new' } });
      const number = await repository.openPull({ head: 'theirs', title: 'Fork', fromFork: 'mallory' });
      const step = await stage.pull(number, { left: { 'metrics.json': { accuracy: 0.8 } } });
      expect(step.outputs, step.stdout).toMatchObject({ verdict: 'fail', blocked: 'true', 'comment-url': '' });
      expect(stage.comments(number)).toEqual([]);
      expect(stage.checks(head)).toEqual([]);
      expect(step.summary).toContain('BLOCKED');
    },
    patience,
  );
});
