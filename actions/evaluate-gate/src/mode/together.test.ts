import { parseComment } from '@ml-actions/core/report/comment-body';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ModeStage, openModeStage } from './fixture.ts';

let stage: ModeStage;
beforeEach(async () => {
  stage = await openModeStage();
});
afterEach(() => stage[Symbol.asyncDispose]());

const patience = 120_000;
const models = ['birds', 'fish'];
const legs = ['{"data":"north"}', '{"data":"south"}'];
const command = 'mkdir -p model && echo weights > model/weights; echo \'{"accuracy": 0.9}\' > metrics.json';

/** Every job of a run at once, each a process of its own: both models' training and gates, each gate in two legs. */
const jobs = (number: number, runId: number, accuracy: number) =>
  models.flatMap((model) => [
    stage.gate(number, { runId, action: 'train', files: {}, inputs: { model, command, matrix: '{"other":1}' } }),
    ...legs.map((matrix) =>
      stage.gate(number, {
        runId,
        files: { 'metrics.json': { accuracy } },
        inputs: { model, matrix, candidate: 'metrics.json', policy: 'checks: {accuracy: {min: 0.85}}' },
      }),
    ),
  ]);

/** The comments by model: of which run, and which sections with their words. */
const told = (number: number) =>
  Object.fromEntries(
    stage.comments(number).map((body) => {
      const { model = '', runId, sections } = parseComment(body) ?? { sections: [] };
      return [
        model,
        { runId, sections: sections.map(({ key, section }) => `${key.split('-')[0]}: ${section.word}`).sort() },
      ];
    }),
  );

describe('jobs of one pull request at once', () => {
  it(
    'lose no section, keep models and legs apart, and leave a newer run’s comment alone, whoever posts last',
    async () => {
      const { repository } = stage.on;
      const head = await repository.commit({ branch: 'change', files: { 'train.py': 'new' } });
      const number = await repository.openPull({ head: 'change', title: 'Change' });
      const [old, newer] = [stage.nextRun(), stage.nextRun()];
      for (const run of [old, newer]) await stage.start(number, run);
      const first = await Promise.all(jobs(number, old, 0.8));
      expect(first.map(({ stdout }) => /^::warning.*/m.exec(stdout)?.[0] ?? '')).toEqual(first.map(() => ''));
      for (const model of models)
        expect(told(number)[model]).toEqual({ runId: String(old), sections: expected('BLOCKED') });
      const post = (run: number) => models.map((model) => stage.report(run, { model }));
      await Promise.all([...jobs(number, newer, 0.9), ...post(old)]);
      await Promise.all([...post(old), ...post(newer)]);
      expect(stage.comments(number)).toHaveLength(models.length);
      for (const model of models)
        expect(told(number)[model]).toEqual({ runId: String(newer), sections: expected('PASS, no baseline yet') });
      const last = new Map(stage.checks(head).map((check) => [check.split(':')[0], check]));
      expect(last.size).toBe(models.length * legs.length);
      expect(stage.on.github.violations).toEqual([]);
    },
    patience,
  );
});

const expected = (word: string): readonly string[] => [
  `evaluate: ${word}`,
  `evaluate: ${word}`,
  'train/default: SUCCEEDED',
];
