import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ZipEntry, zipOf } from '../../../../test/support/zip.ts';
import { type Forgeable, type ModeStage, openModeStage } from './fixture.ts';

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
    [0.8, 'fail', 'BLOCKED', ['^ml-actions / birds / default: failure - BLOCKED']],
    [0.9, 'pass', 'PASS, unverified', []],
  ])(
    'of accuracy %d gets its comment from the poster, and a check only if it failed',
    async (value, verdict, word, checks) => {
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
      expect(stage.checks(head)).toEqual(checks.map((check) => expect.stringMatching(check)));
      expect(posted.outputs['comment-url']).toContain('#issuecomment-');
      expect(stage.on.github.violations).toEqual([]);
      const again = await stage.report(runId);
      expect(again.exitCode, again.stdout).toBe(0);
      expect(stage.comments(number)).toEqual([comment]);
    },
    patience,
  );
});

const command = 'mkdir -p model && echo weights > model/weights';

describe('a fork’s training', () => {
  it(
    'is judged again by the predictions that it shipped, not by its metrics',
    async () => {
      const { number, head } = await proposal('mallory');
      const runId = stage.nextRun();
      await stage.start(number, runId, { actor: 'mallory' });
      const rows = Array.from({ length: 200 }, (_, row) => `${row},${row % 2},${row < 100 ? row % 2 : (row + 1) % 2}`);
      const files = {
        'predictions.csv': ['id,truth,prediction', ...rows].join('\n'),
        'cp.sh': `${command}; echo '{"accuracy": 0.99}' > metrics.json; cp predictions.csv out.csv`,
      };
      const outputs = '{model: model/, metrics: metrics.json, predictions: out.csv}';
      const inputs = { command: 'bash cp.sh', outputs };
      const trained = await stage.gate(number, { runId, action: 'train', files, inputs });
      expect(trained.exitCode, trained.stdout).toBe(0);
      const record = await stage.gate(number, { runId, ...accuracy(0.99) });
      expect(record.outputs.verdict, record.stdout).toBe('fail');
      const posted = await stage.report(runId);
      const comment = stage.comments(number)[0] ?? '';
      expect(comment, posted.stdout).toContain('❌ birds: BLOCKED - accuracy');
      expect(comment).toContain('0.5000');
      expect(stage.checks(head)).toEqual([expect.stringContaining('default: failure - BLOCKED')]);
    },
    patience,
  );
});

/** A hostile artifact: its name, and what it holds. */
type Forge = (honest: Forgeable) => { readonly name?: string; readonly entries: readonly ZipEntry[] | Buffer };

const place = '.ml-actions/birds/evaluate-gate-default.json';
const withRun =
  (change: Record<string, unknown>): Forge =>
  (honest) => {
    const { predicate } = honest;
    return one({ ...honest, predicate: { ...predicate, run: { ...predicate.run, ...change } } });
  };
const withPredicate =
  (change: Record<string, unknown>): Forge =>
  (honest) =>
    one({ ...honest, predicate: { ...honest.predicate, ...change } });
const one = (record: object | string, name = place) => ({
  entries: [{ name, data: typeof record === 'string' ? record : JSON.stringify(record) }],
});

const broken = 'it is too large, broken, or no record of this version';
const marker = 'EVIL-CONTENT';
const evil = `${marker} <img src=x onerror=alert(1)> @octocat [click](https://evil.invalid) \n::error::x`;

const hostile: readonly (readonly [string, Forge, string])[] = [
  ['of another commit', withRun({ headSha: 'b'.repeat(40) }), 'it is of another commit'],
  ['of another pull request', withRun({ pullRequest: 99 }), 'it is of another pull request'],
  ['of no pull request', withRun({ pullRequest: null }), 'it is of another pull request'],
  ['of another run', withRun({ runId: '1' }), 'it is of another run'],
  ['of an attempt to come', withRun({ runAttempt: 2 }), 'it is of an attempt that there was not'],
  ['of another repository', withRun({ repositoryId: '1' }), 'it is of another repository'],
  ['of a repository of another name', withRun({ repository: evil }), 'it is of another repository'],
  ['of a push to main', withRun({ event: 'push' }), 'it is of another event'],
  ['with an id that is Markdown', withPredicate({ id: evil }), 'its id is none'],
  ['with an id that is a path', withPredicate({ id: '../../x' }), 'its id is none'],
  [
    'of another action than its artifact',
    (honest) => ({ ...one(honest), name: 'ml-actions-birds-evaluate-gate-other-1' }),
    'it is not what its artifact is named after',
  ],
  [
    'at another path',
    (honest) => one(honest, '.ml-actions/birds/evaluate-gate-other.json'),
    'it is not where a record stands',
  ],
  ['with an unknown key', withPredicate({ [evil]: 1 }), broken],
  [
    'with a prototype key',
    (honest) => one(JSON.stringify(honest).replace('{', '{"__proto__":{"verdict":"pass"},')),
    broken,
  ],
  ['with a key twice', (honest) => one(JSON.stringify(honest).replace('{', '{"_type":"x",')), broken],
  ['with a verdict that there is none of', withPredicate({ verdict: evil }), broken],
  ['that is no JSON', () => one(evil), broken],
  ['that is empty', () => ({ entries: [] }), broken],
  ['that is no archive', () => ({ entries: Buffer.from(evil) }), broken],
  [
    'with a second file',
    (honest) => ({ entries: [...one(honest).entries, ...one(evil, 'more.json').entries] }),
    broken,
  ],
  ['with a path upwards', () => one('{}', '../../evil.json'), broken],
  ['that unpacks to too much', () => one(' '.repeat(17 * 1024 * 1024)), broken],
  ['that is too large', () => ({ entries: Buffer.alloc(9 * 1024 * 1024, 1) }), broken],
];

describe('a hostile artifact', () => {
  it(
    'is refused, said in our words, and makes the check fail',
    async () => {
      const { number, head } = await proposal('mallory');
      const honestRun = stage.nextRun();
      await stage.start(number, honestRun, { actor: 'mallory' });
      await stage.gate(number, { runId: honestRun, ...accuracy(0.9) });
      const honest = await stage.recordOf(honestRun);
      for (const [what, forge, why] of hostile) {
        const runId = stage.nextRun();
        await stage.start(number, runId, { actor: 'mallory' });
        const current = {
          ...honest,
          predicate: { ...honest.predicate, run: { ...honest.predicate.run, runId: String(runId) } },
        };
        const good = { ...current, predicate: { ...current.predicate, id: 'good' } };
        stage.upload(
          runId,
          'ml-actions-birds-evaluate-gate-good-1',
          one(good, '.ml-actions/birds/evaluate-gate-good.json').entries,
        );
        const { name = 'ml-actions-birds-evaluate-gate-default-1', entries } = forge(current);
        stage.upload(runId, name, entries);
        const posted = await stage.report(runId);
        expect(posted.exitCode, `${what}: ${posted.stdout}`).toBe(0);
        const comment = stage.comments(number).at(-1) ?? '';
        expect(comment, what).toContain(`❌ birds: REFUSED - a record was refused: ${why}`);
        expect(comment, what).not.toContain(marker);
        expect(posted.stdout.match(/^::warning::.*the record was refused.*$/gm), what).toHaveLength(1);
        expect(posted.stdout, what).not.toMatch(/^::error/m);
        expect(stage.checks(head).at(-1), what).toBe(
          'ml-actions / birds / good: failure - A record of this run was refused',
        );
        expect(stage.comments(number), what).toHaveLength(1);
      }
      expect(stage.checks(head).filter((check) => check.includes('success'))).toEqual([]);
    },
    patience * 3,
  );

  it(
    'is not the archive that the poster reads for another model',
    async () => {
      const { number } = await proposal('mallory');
      const runId = stage.nextRun();
      await stage.start(number, runId, { actor: 'mallory' });
      stage.upload(runId, 'ml-actions-fish-evaluate-gate-default-1', zipOf([{ name: 'x', data: evil }]));
      const posted = await stage.report(runId);
      expect(posted.stdout).toContain(`run ${runId} left no record of birds.`);
      expect(stage.comments(number)).toEqual([]);
    },
    patience,
  );
});

describe('a record’s own words', () => {
  it(
    'are inert, and decide nothing: what a fork says of its verdict is not looked at',
    async () => {
      const { number, head } = await proposal('mallory');
      const runId = stage.nextRun();
      await stage.start(number, runId, { actor: 'mallory' });
      await stage.gate(number, { runId, ...accuracy(0.8) });
      const honest = await stage.recordOf(runId);
      const forgedRun = stage.nextRun();
      await stage.start(number, forgedRun, { actor: 'mallory' });
      const forged = {
        ...honest,
        predicate: {
          ...honest.predicate,
          run: {
            ...honest.predicate.run,
            runId: String(forgedRun),
            workflow: evil,
            ref: evil,
            defaultBranch: evil,
            job: evil,
          },
          verdict: 'pass',
          fact: evil,
          checks: [],
          appended: { name: evil, text: evil },
          notices: [{ kind: 'x', level: 'warn', text: evil }],
          candidate: { ...(honest.predicate.candidate as object), source: evil },
          accepted: [
            { checks: ['accuracy'], reason: evil, actorId: '1', commentId: 1, pullRequest: number, headSha: head },
          ],
        },
      };
      stage.upload(forgedRun, 'ml-actions-birds-evaluate-gate-default-1', one(forged).entries);
      const posted = await stage.report(forgedRun);
      const comment = stage.comments(number)[0] ?? '';
      expect(comment).not.toContain(marker);
      expect(comment, posted.stdout).toContain('❌ birds: BLOCKED - accuracy -10.00 pp');
      expect(stage.checks(head)).toEqual([expect.stringContaining('ml-actions / birds / default: failure - BLOCKED')]);
    },
    patience,
  );

  it(
    'of a failure are shown as text',
    async () => {
      const { number, head } = await proposal('mallory');
      const runId = stage.nextRun();
      await stage.start(number, runId, { actor: 'mallory' });
      await stage.gate(number, { runId, ...accuracy(0.8) });
      const { predicate, ...honest } = await stage.recordOf(runId);
      const { version, action, model, run, createdAt } = predicate;
      const failure = { version, action, model, id: 'failed', run, createdAt, verdict: 'error', error: evil };
      const record = { ...honest, predicate: failure };
      stage.upload(
        runId,
        'ml-actions-birds-evaluate-gate-failed-1',
        one(record, '.ml-actions/birds/evaluate-gate-failed.json').entries,
      );
      const posted = await stage.report(runId);
      const comment = stage.comments(number)[0] ?? '';
      expect(comment, posted.stdout).toContain(marker);
      for (const active of ['<img', '@octocat', '](https://evil', '\n::error']) expect(comment).not.toContain(active);
      expect(stage.checks(head).find((check) => check.includes('/ failed:'))).toContain('failure');
    },
    patience,
  );
});

describe('which run speaks', () => {
  it(
    'a pull request that has moved on, a newer run and another event keep the poster quiet',
    async () => {
      const { number } = await proposal('mallory');
      const [old, newer, push] = [stage.nextRun(), stage.nextRun(), stage.nextRun()];
      for (const [runId, value] of [
        [old, 0.9],
        [newer, 0.8],
      ] as const) {
        await stage.start(number, runId, { actor: 'mallory' });
        await stage.gate(number, { runId, ...accuracy(value) });
      }
      await stage.report(newer);
      const [comment] = stage.comments(number);
      const late = await stage.report(old);
      expect(late.stdout).toContain(`a newer run has written on #${number}; it stays.`);
      expect(stage.comments(number)).toEqual([comment]);
      const { repository } = stage.on;
      await repository.startRun({
        id: push,
        workflow: 'x.yml',
        event: 'push',
        headSha: stage.on.first,
        headBranch: 'main',
      });
      expect((await stage.report(push)).stdout).toContain(`run ${push} is of the event push: nothing to post`);
      await repository.commit({ branch: 'change', files: { 'train.py': 'newer' } });
      expect((await stage.report(newer)).stdout).toContain(`#${number} has moved on since run ${newer}`);
      expect(stage.comments(number)).toEqual([comment]);
    },
    patience,
  );

  it(
    'Dependabot’s is posted like a fork’s; a branch of the repository as its own run wrote it',
    async () => {
      const { number, head } = await proposal();
      const [bot, own] = [stage.nextRun(), stage.nextRun()];
      await stage.start(number, bot, { actor: 'dependabot[bot]' });
      await stage.gate(number, { runId: bot, ...accuracy(0.9) });
      expect(stage.comments(number)).toEqual([]);
      await stage.report(bot);
      expect(stage.comments(number)[0]).toContain('Data reported by the code of a Dependabot branch.');
      expect(stage.checks(head)).toEqual([]);
      await stage.start(number, own);
      await stage.gate(number, { runId: own, ...accuracy(0.9) });
      const before = stage.comments(number);
      const checks = stage.checks(head);
      expect(before[0]).not.toContain('Data reported by');
      await stage.report(own);
      expect(stage.comments(number)).toEqual(before);
      expect(stage.checks(head)).toEqual(checks);
    },
    patience,
  );

  it(
    'refuses to run under another event',
    async () => {
      const { number } = await proposal();
      const runId = stage.nextRun();
      await stage.start(number, runId);
      const step = await stage.gate(number, { runId, files: {}, inputs: { mode: 'report' } });
      expect(step.exitCode).toBe(2);
      expect(step.stdout).toContain(
        '::error::mode: `report` posts the results of another run (got the event pull_request, expected workflow_run).',
      );
      expect(step.outputs).toMatchObject({ verdict: 'error', blocked: 'true' });
    },
    patience,
  );
});
