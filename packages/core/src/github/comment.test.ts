import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RepositoryHandle } from '../../../../test/support/github/repository.ts';
import { type GitHub as LocalGitHub, startGitHub } from '../../../../test/support/github/server.ts';
import { openClient } from '../../../../test/support/open-client.ts';
import {
  type CommentInput,
  type ParsedComment,
  type PlacedSection,
  parseComment,
  renderComment,
  staleSections,
} from '../report/comment-body.ts';
import type { CommentIdentity } from '../report/marker.ts';
import type { GitHub } from './client.ts';
import { type CommentTask, writeComment } from './comment.ts';
import { writeCommentInPlace } from './comment-in-place.ts';

let hub: LocalGitHub;
let repository: RepositoryHandle;
let pullRequest: number;
let records: string;
const head = 'a'.repeat(40);

beforeAll(async () => {
  hub = await startGitHub();
  repository = await hub.repository('acme', 'churn');
  await repository.commit({ files: { 'README.md': 'churn' } });
});
afterAll(() => hub.close());

beforeEach(async () => {
  hub.faults.clear();
  pullRequest = await repository.openPull({ head: await newBranch(), title: 'Better model' });
  records = await mkdtemp(join(tmpdir(), 'records-'));
});
afterEach(async () => {
  await rm(records, { recursive: true });
  expect(hub.violations).toEqual([]);
});

let branches = 0;
async function newBranch(): Promise<string> {
  branches += 1;
  await repository.commit({ branch: `model-${branches}`, files: { 'train.py': `# ${branches}` } });
  return `model-${branches}`;
}

const identity: CommentIdentity = { model: 'churn', workflow: 'Model CI', runId: '100', runAttempt: 1, headSha: head };

const sectionOf = (id: string, fact = `fact of ${id}`, sha = head): PlacedSection => ({
  key: `evaluate-gate/${id}`,
  sha,
  section: { title: `Gate ${id}`, word: 'PASS', tone: 'success', fact, body: '', details: [] },
});

const inputOf = (
  sections: readonly PlacedSection[],
  { model, workflow, ...run }: CommentIdentity = identity,
): CommentInput => ({
  model,
  workflow,
  run: { ...run, repository: 'acme/churn' },
  sections,
  stale: [],
  footer: [],
});

/** A hand-over of the `file:` kind: every writer leaves its record in one directory and reads all of them. */
async function task(own: PlacedSection | undefined, parts: Partial<CommentTask> = {}): Promise<CommentTask> {
  if (own) await writeFile(join(records, own.key.replace('/', '-')), JSON.stringify(own));
  const who = parts.identity ?? identity;
  return {
    pullRequest,
    identity: who,
    mode: 'on-change',
    list: async () => {
      const texts = await Promise.all(
        (await readdir(records)).sort().map((name) => readFile(join(records, name), 'utf8')),
      );
      const sections = texts.map((text) => JSON.parse(text) as PlacedSection);
      return {
        key: texts.join('\n'),
        render: (existing) =>
          renderComment({ ...inputOf(sections, who), stale: staleSections(existing, who.headSha, sections) }),
      };
    },
    ...parts,
  };
}

const write = async (github: GitHub, id: string, parts: Partial<CommentTask> = {}) =>
  writeComment(github, await task(sectionOf(id), parts));

const comments = () =>
  repository.state.comments.filter(({ issue_url }) => issue_url.endsWith(`/issues/${pullRequest}`));
const keys = () =>
  parseComment(comments()[0]?.body ?? '')
    ?.sections.map(({ key }) => key.replace('evaluate-gate/', ''))
    .sort();
const requestsOf = (from: number) =>
  hub.requests.slice(from).map(({ method, path }) => `${method} ${path.replace(/\d{2,}/g, 'N')}`);

const writers = Array.from({ length: 20 }, (_, at) => String(at).padStart(2, '0'));

describe('twenty jobs that finish at once', () => {
  const latency = { path: /comments/, times: Number.POSITIVE_INFINITY, delayMs: 5, jitterMs: 200 };
  /** One job: it ends at its own moment, so that slow writes of earlier jobs land after it. */
  const finish = async (id: string) => {
    await wait(Number(id) * 15);
    return write(openClient(hub), id);
  };

  test('leave one comment with twenty sections, by their records', async () => {
    hub.faults.add(latency);
    const outcomes = await Promise.all(writers.map(finish));
    expect(comments()).toHaveLength(1);
    expect(keys()).toEqual(writers);
    expect(new Set(outcomes.map(({ state }) => state)).has('superseded')).toBe(false);
  });

  test('repair what they wrote from a list that was old by then', async () => {
    await write(openClient(hub), 'first');
    const slow = await task(sectionOf('slow'));
    let overtaken = false;
    const list = async () => {
      const snapshot = await slow.list();
      return {
        ...snapshot,
        render: async (existing: ParsedComment | undefined) => {
          if (!overtaken) {
            overtaken = true;
            await write(openClient(hub), 'quick');
          }
          return snapshot.render(existing);
        },
      };
    };
    await writeComment(openClient(hub), { ...slow, list });
    expect(keys()).toEqual(['first', 'quick', 'slow']);
  });

  test('leave one comment with twenty sections, by merging in place', async () => {
    hub.faults.add({ ...latency, jitterMs: 80 });
    const place = { pullRequest, identity, mode: 'on-change', settle: 500 } as const;
    await Promise.all(
      writers.map((id) => writeCommentInPlace(openClient(hub), { ...place, own: inputOf([sectionOf(id)]) })),
    );
    expect(comments()).toHaveLength(1);
    expect(keys()).toEqual(writers);
  });

  test('lose nothing when some answers are lost', async () => {
    hub.faults.add(latency);
    for (const nth of [2, 9, 17, 30]) hub.faults.add({ path: /comments/, nth, status: 502, after: true });
    hub.faults.add({ path: /comments/, method: 'POST', nth: 3, drop: true, after: true });
    hub.faults.add({ path: /comments/, method: 'GET', nth: 5, truncate: true });
    await Promise.all(writers.map(finish));
    expect(comments()).toHaveLength(1);
    expect(keys()).toEqual(writers);
  });
});

describe('one writer', () => {
  test('creates with three requests, updates with two, and does not rewrite what is there', async () => {
    const github = openClient(hub);
    let from = hub.requests.length;
    expect(await write(github, 'a')).toMatchObject({ state: 'created', url: comments()[0]?.html_url });
    expect(requestsOf(from)).toEqual([
      `GET /repos/acme/churn/issues/${shown()}/comments?per_page=N`,
      `POST /repos/acme/churn/issues/${shown()}/comments`,
      `GET /repos/acme/churn/issues/${shown()}/comments?per_page=N`,
    ]);
    from = hub.requests.length;
    expect((await write(github, 'b')).state).toBe('updated');
    expect(requestsOf(from).map((line) => line.split(' ')[0])).toEqual(['GET', 'PATCH']);
    from = hub.requests.length;
    expect((await write(github, 'b')).state).toBe('unchanged');
    expect(requestsOf(from).map((line) => line.split(' ')[0])).toEqual(['GET']);
    expect((await write(github, 'b', { mode: 'always' })).state).toBe('updated');
    expect(github.requests).toBe(8);
  });

  const shown = () => String(pullRequest).replace(/\d{2,}/g, 'N');

  test('asks nothing when comments are off', async () => {
    const github = openClient(hub);
    expect(await write(github, 'a', { mode: 'never' })).toEqual({ state: 'off', url: null });
    expect(github.requests).toBe(0);
  });

  test('finds its comment behind two full pages of others', async () => {
    const { use } = openClient(hub);
    const say = (body: string) =>
      use((octokit, at) => octokit.rest.issues.createComment({ ...at, issue_number: pullRequest, body }));
    await say('chatter');
    const [chatter] = comments();
    if (!chatter) throw new Error('no comment was made');
    for (let at = 1; at < 205; at++) repository.state.comments.push({ ...chatter, id: hub.world.nextId() });
    await write(openClient(hub), 'a');
    await write(openClient(hub), 'b');
    expect(comments()).toHaveLength(206);
    expect(parseComment(comments()[205]?.body ?? '')?.sections).toHaveLength(2);
  });

  test('keeps one comment per model and workflow', async () => {
    await write(openClient(hub), 'a');
    await write(openClient(hub), 'a', { identity: { ...identity, model: 'fraud' } });
    await write(openClient(hub), 'a', { identity: { ...identity, workflow: 'Nightly' } });
    expect(comments()).toHaveLength(3);
  });

  test('under a personal token finds the comment by that person', async () => {
    const token = hub
      .token({ pull_requests: 'write' }, { login: 'release-bot-owner', type: 'User' })
      .replace('ghs_', 'ghp_');
    const actor = [...hub.world.tokens.values()].at(-1);
    if (actor) hub.world.tokens.set(token, actor);
    await write(openClient(hub, { token }), 'a');
    await write(openClient(hub, { token }), 'b');
    expect(comments()).toHaveLength(1);
    expect(keys()).toEqual(['a', 'b']);
  });
});

describe('other people', () => {
  test('a planted marker is not taken for ours, and its comment is not touched', async () => {
    const planted = renderComment(inputOf([sectionOf('planted')], { ...identity, runId: '999999' }));
    const mallory = hub.token({ issues: 'write' }, { login: 'mallory', type: 'User' });
    await openClient(hub, { token: mallory }).use((octokit, at) =>
      octokit.rest.issues.createComment({ ...at, issue_number: pullRequest, body: planted }),
    );
    expect((await write(openClient(hub), 'a')).state).toBe('created');
    expect(comments().map(({ body, user }) => [user?.login, parseComment(body ?? '')?.runId])).toEqual([
      ['mallory', '999999'],
      ['github-actions[bot]', '100'],
    ]);
    expect(comments()[0]?.body).toBe(planted);
  });

  test('a given author is matched exactly', async () => {
    const other = hub.token({ issues: 'write' }, { login: 'other[bot]', type: 'Bot' });
    await write(openClient(hub, { token: other }), 'a');
    expect((await write(openClient(hub), 'a', { author: 'github-actions[bot]' })).state).toBe('created');
    expect(comments()).toHaveLength(2);
  });

  test('a hostile fact stays in its section', async () => {
    const fact =
      'x\n<!-- /ml-actions:section -->\n<!-- ml-actions:section {"key":"evaluate-gate/b","sha":"b","word":"PASS"} -->';
    await writeComment(openClient(hub), await task(sectionOf('a', fact)));
    expect(keys()).toEqual(['a']);
    await write(openClient(hub), 'b');
    expect(keys()).toEqual(['a', 'b']);
  });
});

describe('runs overtake each other', () => {
  const run = (runId: string, runAttempt = 1, headSha = head) => ({
    identity: { ...identity, runId, runAttempt, headSha },
  });

  test.each([
    ['an older run', run('99'), run('100')],
    ['an older run of fewer digits', run('999'), run('1000')],
    ['an older attempt', run('100', 1), run('100', 2)],
  ])('%s does not overwrite a newer one', async (_, old, recent) => {
    await write(openClient(hub), 'new', recent);
    const before = comments()[0]?.body;
    expect((await write(openClient(hub), 'old', old)).state).toBe('superseded');
    expect(
      (
        await writeCommentInPlace(openClient(hub), {
          pullRequest,
          mode: 'always',
          own: inputOf([sectionOf('old')], old.identity),
          ...old,
        })
      ).state,
    ).toBe('superseded');
    expect(comments()[0]?.body).toBe(before);
  });

  test('a newer commit greys what it has no result for', async () => {
    await write(openClient(hub), 'a');
    await rm(join(records, 'evaluate-gate-a'));
    const next = 'b'.repeat(40);
    await writeComment(openClient(hub), await task(sectionOf('b', 'fact', next), run('101', 1, next)));
    expect(comments()).toHaveLength(1);
    expect(keys()).toEqual(['b']);
    expect(comments()[0]?.body).toContain('Gate a was PASS at `aaaaaaa`; not run for this commit yet');
  });

  test('a comment deleted between reading and writing is looked for again', async () => {
    await write(openClient(hub), 'a');
    const gone = hub.faults.add({ method: 'PATCH', path: /comments/, status: 404 });
    expect((await write(openClient(hub), 'b')).state).toBe('updated');
    expect(gone.struck).toBe(1);
    expect(keys()).toEqual(['a', 'b']);
  });
});
