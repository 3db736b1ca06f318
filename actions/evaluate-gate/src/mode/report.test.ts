import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ModeStage, openModeStage } from './fixture.ts';

let stage: ModeStage;
beforeEach(async () => {
  stage = await openModeStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

const patience = 90_000;
const candidate = { candidate: 'metrics.json' };
const strict = {
  'ml-actions.yml':
    'version: 1\nmodel: birds\nevaluate-gate:\n  policy: {checks: {accuracy: {max_regression: 0.01}}}\n',
};

/** main with a baseline of 0.9, and a pull request on top; of a fork where its owner is named. */
async function proposal(fromFork?: string): Promise<{ readonly number: number; readonly head: string }> {
  const { repository } = stage.on;
  const sha = await repository.commit({ files: strict });
  await stage.push(sha, { files: { 'metrics.json': { accuracy: 0.9 } }, inputs: candidate });
  const head = await repository.commit({ branch: 'change', files: { 'train.py': 'new' } });
  const number = await repository.openPull({
    head: 'change',
    title: 'Change',
    ...(fromFork && { fromFork, author: fromFork }),
  });
  return { number, head };
}

const accuracy = (value: number) => ({ files: { 'metrics.json': { accuracy: value } }, inputs: candidate });

describe('a fork’s run', () => {
  it.each([
    [0.8, 'fail', 'failure', 'BLOCKED'],
    [0.9, 'pass', 'neutral', 'PASS, unverified'],
  ])(
    'of accuracy %d gets its comment and its check from the poster',
    async (value, verdict, conclusion, word) => {
      const { number, head } = await proposal('mallory');
      const runId = stage.nextRun();
      await stage.start(number, runId, { actor: 'mallory' });
      const judged = await stage.gate(number, { runId, ...accuracy(value) });
      expect(judged.outputs.verdict, judged.stdout).toBe(verdict);
      expect(stage.comments(number)).toEqual([]);
      expect(stage.checks(head)).toEqual([]);
      const posted = await stage.report(runId);
      expect(posted, posted.stdout).toMatchObject({ exitCode: 0, outputs: { verdict: 'skipped', blocked: 'false' } });
      const [comment = '', ...more] = stage.comments(number);
      expect(more).toEqual([]);
      expect(comment).toContain(`birds: ${word} - `);
      expect(comment).toContain('Data reported by fork code.');
      expect(comment).not.toContain('✅ birds');
      expect(comment).not.toContain('/ml-actions accept');
      expect(stage.checks(head)).toEqual([
        expect.stringMatching(`^ml-actions / birds / default: ${conclusion} - ${word}`),
      ]);
      expect(posted.outputs['comment-url']).toContain('#issuecomment-');
      expect(stage.on.github.violations).toEqual([]);
      const again = await stage.report(runId);
      expect(again.exitCode, again.stdout).toBe(0);
      expect(stage.comments(number)).toEqual([comment]);
    },
    patience,
  );
});
