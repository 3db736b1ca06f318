import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModeStage, openModeStage, type Tamper } from './fixture.ts';

const patience = 120_000;
const candidate = { candidate: 'metrics.json' };
const policy = '{checks: {accuracy: {max_regression: 0.01}, recall: {max_regression: 0.01}}}';
const config = `version: 1\nmodel: birds\nevaluate-gate:\n  policy: ${policy}\n`;
const good = { accuracy: 0.9, recall: 0.9 };
const long = new Date(Date.now() - 3_600_000).toISOString();

/** Opens a pull request of octocat whose gate has judged these metrics, an hour ago. */
async function judgedPull(
  stage: ModeStage,
  metrics: unknown,
  { branch, fork, runs = [''] }: { branch: string; fork?: string; runs?: string[] },
): Promise<{ readonly number: number; readonly head: string; readonly runId: number }> {
  const { repository } = stage.on;
  const head = await repository.commit({ branch, files: { [`${branch}.py`]: 'new' } });
  const number = await repository.openPull({ head: branch, title: 'Change', ...(fork && { fromFork: fork }) });
  const runId = stage.nextRun();
  await stage.start(number, runId, { at: long });
  for (const id of runs) {
    const inputs = { ...candidate, ...(id && { id }) };
    const step = await stage.gate(number, { runId, files: { 'metrics.json': metrics }, inputs });
    if (!step.outputs.record || step.stdout.includes('::warning::hand-over')) throw new Error(step.stdout);
  }
  return { number, head, runId };
}

async function withPeople(owners: string, gates: readonly string[] = ['default']): Promise<ModeStage> {
  const stage = await openModeStage();
  const { repository } = stage.on;
  const files = { 'ml-actions.yml': config, '.github/CODEOWNERS': owners };
  const sha = await repository.commit({ files });
  for (const id of gates) {
    const step = await stage.push(sha, { files: { 'metrics.json': good }, inputs: { ...candidate, id } });
    if (step.outputs.verdict !== 'no-baseline') throw new Error(step.stdout);
  }
  const levels = { octocat: 'admin', ann: 'write', bob: 'write', carl: 'read', robot: 'write' } as const;
  for (const [login, level] of Object.entries(levels)) repository.state.collaborators.set(login, level);
  return stage;
}

describe('accepting a block', () => {
  let stage: ModeStage;
  beforeAll(async () => {
    stage = await withPeople('');
  }, patience);
  afterAll(() => stage[Symbol.asyncDispose]());

  it(
    'turns the check green, tells who and why, keeps numbers only, is void on a push, and is carried to main',
    async () => {
      const { number, head } = await judgedPull(stage, { accuracy: 0.8, recall: 0.8 }, { branch: 'change' });
      expect(stage.checks(head)).toEqual([expect.stringContaining('default: failure - BLOCKED')]);
      expect(stage.comments(number)[0]).toContain('`/ml-actions accept accuracy, recall until merge: REASON`');

      const half = await stage.command(number, 'ann', '/ml-actions accept accuracy until merge: known dip');
      expect(half, half.stdout).toMatchObject({ exitCode: 0, outputs: { verdict: 'skipped', blocked: 'false' } });
      expect(half.reply).toBe(
        `Accepted: \`accuracy\` for \`${head.slice(0, 7)}\` until merge; a push voids it. Still blocking: \`recall\`.`,
      );
      expect(stage.checks(head)).toHaveLength(1);
      expect(stage.comments(number)[0]).toContain('Still blocking: `recall`.');

      const rest = await stage.command(number, 'bob', '/ml-actions accept recall until merge: <b>with</b> @octocat');
      expect(rest.reply, rest.stdout).toContain('Accepted: `recall`');
      expect(stage.checks(head).at(-1)).toBe('ml-actions / birds / default: success - accepted: accuracy, recall');
      const comment = stage.comments(number)[0] ?? '';
      expect(comment).toContain('⚠️ birds: ACCEPTED - ');
      expect(comment).toContain('&lt;b&gt;with');
      expect(comment).not.toContain('@octocat');
      expect(comment).toMatch(/Account `\d+` is ann\.<br>Account `\d+` is bob\./);
      expect(stage.on.repository.state.reactions.map(({ content }) => content)).toEqual(['+1', '+1']);

      const kept = storeText(stage, `acceptances/birds/${head}`);
      expect(kept).toMatch(/"actorId":"\d+"/);
      expect(kept).not.toMatch(/"(ann|bob)"/);

      const again = await stage.gate(number, {
        runId: stage.nextRun(),
        files: { 'metrics.json': { accuracy: 0.8, recall: 0.8 } },
        inputs: candidate,
      });
      expect(again.outputs.verdict, again.stdout).toBe('accepted');
      const other = await stage.gate(number, {
        runId: stage.nextRun(),
        files: { 'metrics.json': { accuracy: 0.7, recall: 0.8 } },
        inputs: candidate,
      });
      expect(other.outputs.verdict, 'another candidate is not covered').toBe('fail');

      const same = { files: { 'metrics.json': { accuracy: 0.8, recall: 0.8 } }, inputs: candidate };
      const group = await stage.on.repository.commit({ branch: 'group', files: { 'other.py': 'queued before' } });
      const queued = await stage.queue(number, group, same);
      expect(queued.outputs.verdict, `in the merge queue: ${queued.stdout}`).toBe('accepted');
      expect((await stage.queue(number + 1, group, same)).outputs.verdict, 'of another pull request').toBe('fail');

      const merged = await stage.on.repository.mergePull(number);
      const worse = { files: { 'metrics.json': { accuracy: 0.7, recall: 0.8 } }, inputs: candidate };
      const pushed = await stage.push(merged, worse);
      expect(pushed.outputs.verdict, `the same tree: ${pushed.stdout}`).toBe('accepted');
      expect(pushed.exitCode).toBe(0);
      expect(storeText(stage, `records/birds/${merged}`)).toContain('"accepted":[{"actorId":');
      const later = await stage.push(merged, { ...worse, env: { GITHUB_EVENT_NAME: 'schedule' } });
      expect(later.outputs.verdict, 'later data is not what was accepted').toBe('fail');
      expect(stage.on.github.violations).toEqual([]);
    },
    patience,
  );

  it(
    'is void on a push, and does not reach a commit that landed something else',
    async () => {
      const bad = { 'metrics.json': { accuracy: 0.5, recall: 0.5 } };
      const { number, head } = await judgedPull(stage, { accuracy: 0.5, recall: 0.5 }, { branch: 'second' });
      const all = await stage.command(number, 'ann', '/ml-actions accept all until merge: x');
      expect(all.reply, all.stdout).toContain('Accepted: ');
      expect(stage.checks(head).at(-1)).toContain('success');
      const next = await stage.on.repository.commit({ branch: 'second', files: { 'second.py': 'newer' } });
      const runId = stage.nextRun();
      await stage.start(number, runId);
      const judged = await stage.gate(number, { runId, files: bad, inputs: candidate });
      expect(judged.outputs.verdict, judged.stdout).toBe('fail');
      expect(stage.checks(next).at(-1)).toContain('failure');
      const merged = await stage.on.repository.mergePull(number);
      expect((await stage.push(merged, { files: bad, inputs: candidate })).outputs.verdict).toBe('fail');
    },
    patience,
  );
});

describe('a command that is refused', () => {
  let stage: ModeStage;
  const pulls: Record<string, Awaited<ReturnType<typeof judgedPull>>> = {};
  beforeAll(async () => {
    stage = await withPeople('', ['default', 'one', 'two']);
    pulls.blocked = await judgedPull(stage, { accuracy: 0.8, recall: 0.9 }, { branch: 'blocked' });
    pulls.broken = await judgedPull(stage, { accuracy: 0.8, recall: 'NaN' }, { branch: 'broken' });
    pulls.passing = await judgedPull(stage, good, { branch: 'passing' });
    pulls.twice = await judgedPull(stage, { accuracy: 0.8, recall: 0.9 }, { branch: 'twice', runs: ['one', 'two'] });
    pulls.forked = await judgedPull(stage, { accuracy: 0.8, recall: 0.9 }, { branch: 'forked', fork: 'mallory' });
    pulls.unjudged = await judgedPull(stage, {}, { branch: 'unjudged', runs: [] });
    pulls.closed = await judgedPull(stage, { accuracy: 0.8, recall: 0.9 }, { branch: 'closed' });
    stage.on.repository.closePull(pulls.closed.number);
  }, patience);
  afterAll(() => stage[Symbol.asyncDispose]());

  const command = '/ml-actions accept accuracy until merge: x';
  const push = () => stage.on.repository.commit({ branch: 'blocked', files: { 'blocked.py': String(Math.random()) } });
  const again = async () => {
    const run = stage.on.repository.state.runs.find(({ id }) => id === pulls.blocked?.runId);
    if (run) run.run_started_at = new Date(Date.now() + 60_000).toISOString();
  };
  it.each<[string, string, string, string, string, Tamper?]>([
    ['somebody without write access', 'blocked', 'carl', command, 'that needs write access'],
    ['a stranger', 'blocked', 'eve', command, 'that needs write access'],
    [
      'the author of the pull request, an administrator too',
      'blocked',
      'octocat',
      command,
      'who opened the pull request',
    ],
    ['a machine', 'blocked', 'robot', command, 'only a person', { type: 'Bot' }],
    [
      'a check that there is none of',
      'blocked',
      'ann',
      command.replace('accuracy', 'acuracy'),
      'there is no check `acuracy`; what blocks: `accuracy`',
    ],
    [
      'a check that does not block',
      'blocked',
      'ann',
      command.replace('accuracy', 'recall'),
      '`recall` does not block; what blocks: `accuracy`',
    ],
    [
      'a gate that there is none of',
      'blocked',
      'ann',
      command.replace('until', 'of birds/nightly until'),
      'there is no gate `nightly`',
    ],
    ['no reason', 'blocked', 'ann', '/ml-actions accept accuracy until merge:', 'say why'],
    ['more than one line', 'blocked', 'ann', `${command}\nthanks`, 'alone, on one line'],
    ['an edited comment', 'blocked', 'ann', command, 'the comment was edited', { editedTo: command }],
    [
      'a comment that said something else',
      'blocked',
      'ann',
      command,
      'the comment was edited',
      { editedTo: '/ml-actions accept all until merge: x' },
    ],
    ['a gate that could not be decided', 'broken', 'ann', command, 'an error cannot be accepted'],
    [
      'all of a gate that could not be decided',
      'broken',
      'ann',
      command.replace('accuracy', 'all'),
      'an error cannot be accepted',
    ],
    ['a gate that passes', 'passing', 'ann', command, 'it does not block'],
    [
      'a check of two gates',
      'twice',
      'ann',
      command,
      'blocks in several gates: name one with `of MODEL/GATE` (`one`, `two`)',
    ],
    ['what a fork reports', 'forked', 'ann', command, 'nobody vouches for'],
    ['a commit that no gate has judged', 'unjudged', 'ann', command, 'no gate has judged'],
    ['a closed pull request', 'closed', 'ann', command, 'is not open'],
    [
      'a gate that has run again since',
      'blocked',
      'ann',
      command,
      'since your comment; read what it says now',
      { meanwhile: again },
    ],
    ['a commit pushed after the comment', 'blocked', 'ann', command, 'no gate has judged', { meanwhile: push }],
  ])(
    '%s',
    async (_, which, login, body, why, tamper) => {
      const pull = pulls[which];
      if (!pull) throw new Error(which);
      const before = { checks: stage.checks(pull.head), reactions: stage.on.repository.state.reactions.length };
      const step = await stage.command(pull.number, login, body, tamper);
      expect(step, step.stdout).toMatchObject({ exitCode: 0, outputs: { verdict: 'skipped' } });
      expect(step.reply, step.stdout + stage.comments(pull.number).join('\n')).toMatch(/^Not accepted: /);
      expect(step.reply).toContain(why);
      expect(stage.checks(pull.head)).toEqual(before.checks);
      expect(stage.on.repository.state.reactions.slice(before.reactions).map(({ content }) => content)).toEqual(['-1']);
      expect(storeText(stage, 'acceptances')).toBe('');
    },
    patience,
  );

  it(
    'is not answered at all where it is no command, or another model’s; an edit is no event for it',
    async () => {
      const { number } = pulls.twice ?? { number: 0 };
      for (const body of ['well done', `please ${command}`, command.replace('until', 'of fish until')])
        expect((await stage.command(number, 'ann', body)).reply).toBe('');
      const edited = await stage.command(number, 'ann', command, { action: 'edited' });
      expect(edited.exitCode).toBe(2);
      expect(edited.stdout).toContain(
        '::error::mode: `accept` answers a new comment (got the event issue_comment, edited',
      );
      expect(storeText(stage, 'acceptances')).toBe('');
    },
    patience,
  );
});

describe('code owners of the configuration', () => {
  let stage: ModeStage;
  let pull: Awaited<ReturnType<typeof judgedPull>>;
  beforeAll(async () => {
    stage = await withPeople('* @octocat\n/ml-actions.yml @bob @octo/ml\n');
    stage.on.repository.state.teams.set('octo/ml', new Set(['ann']));
    pull = await judgedPull(stage, { accuracy: 0.8, recall: 0.9 }, { branch: 'change' });
  }, patience);
  afterAll(() => stage[Symbol.asyncDispose]());
  const command = '/ml-actions accept accuracy until merge: x';

  it(
    'may accept; others may not, nor whose team the token cannot see',
    async () => {
      const team = await stage.command(pull.number, 'ann', command);
      expect(team.reply, team.stdout).toContain(
        'Not accepted: `ml-actions.yml` has code owners, and whether you are in one of their teams cannot be seen with this token',
      );
      expect((await stage.command(pull.number, 'bob', command)).reply).toContain('Accepted: `accuracy`');
    },
    patience,
  );
});

/** All files of the record store whose path holds `part`, as text. */
function storeText({ store }: ModeStage, part: string): string {
  const files = readdirSync(store, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path.slice(store.length + 1).includes(part))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}
