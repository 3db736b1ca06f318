import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceError } from '@ml-actions/core/error';
import type { GitHub } from '@ml-actions/core/github/client';
import { updateIssue } from '@ml-actions/core/github/issue';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RepositoryHandle } from '../../../test/support/github/repository.ts';
import { type GitHub as LocalGitHub, startGitHub } from '../../../test/support/github/server.ts';
import { openClient } from '../../../test/support/open-client.ts';
import { fakeRun } from '../../../test/support/ports.ts';
import { type Checked, dayOf, features, type Nights, openNights } from './fixture/check.ts';

let hub: LocalGitHub;
let tonight = 0;
let nights: Nights;
let repository: RepositoryHandle;
let github: GitHub;
let repositories = 0;

beforeAll(async () => {
  hub = await startGitHub({ now: () => dayOf(tonight) });
});
afterAll(() => hub.close());
beforeEach(async () => {
  repositories += 1;
  nights = await openNights();
  repository = await hub.repository('acme', `birds-${repositories}`);
  github = openClient(hub, { repository: `acme/birds-${repositories}` });
});
afterEach(async () => {
  await nights.close();
  hub.faults.clear();
  expect(hub.violations).toEqual([]);
});

const key = 'drift-check/birds/production';
const values = { reference: 'path:data/train.csv', features };
const calm = 'data/train.csv';
const year = (number: number): string => `data/production/${number}.csv`;

function check(night: number, current: string, more: Record<string, string> = {}, overrides = {}): Promise<Checked> {
  tonight = night;
  return nights.check(night, { ...values, current, ...more }, { github: async () => github, ...overrides });
}
const issues = () => repository.state.issues.map(({ number, state, state_reason }) => [number, state, state_reason]);
const comments = () => repository.state.comments.map(({ body }) => body);

test('the life of an issue: debounced, opened, rewritten, closed, reopened, silenced, followed by another', async () => {
  const other = async (night: number, path: string) => check(night, await nights.again(path, night));
  expect((await other(1, year(2000))).outcome.outputs).toMatchObject({ status: 'warn', 'issue-number': '' });
  expect(issues()).toEqual([]);

  const opened = await other(2, year(2001));
  expect(opened.outcome.outputs).toMatchObject({ status: 'drift', 'issue-number': 1 });
  expect(opened.outcome.outputs['issue-url']).toContain('/issues/1');
  const [issue] = repository.state.issues;
  expect(issue?.title).toBe('Drift in birds (production): 1 column');
  expect(issue?.labels.map((label) => typeof label !== 'string' && label.name)).toEqual(['drift-check', 'model:birds']);
  expect(issue?.body).toContain(
    '`aircraft_class` moved by a Jensen-Shannon distance of 0.143, 1.2 times its threshold of 0.12',
  );

  await other(3, year(2002));
  expect(repository.state.issues[0]?.title).toBe('Drift in birds (production): 2 columns');
  expect(comments()).toEqual(['New since the last run: `wildlife_size`.']);
  await other(4, year(2002));
  expect(comments()).toHaveLength(1);

  expect((await other(5, calm)).outcome.outputs.status).toBe('warn');
  await other(6, calm);
  expect(issues()).toEqual([[1, 'open', null]]);
  expect((await other(7, calm)).outcome.outputs).toMatchObject({ status: 'ok', 'issue-number': 1 });
  expect(issues()).toEqual([[1, 'closed', 'completed']]);
  expect(comments()[1]).toMatch(/^Recovered: 3 runs in a row with all that alarmed below 0.8/);
  expect((await other(8, calm)).outcome.outputs['issue-number']).toBe('');

  await other(9, year(2000));
  await other(10, year(2000));
  expect(issues()).toEqual([[1, 'open', 'reopened']]);
  expect(comments()).toHaveLength(3);

  await updateIssue(github, 1, { key, state: 'closed', stateReason: 'not_planned' });
  const snoozed = await other(11, year(2000));
  expect(snoozed.outcome.outputs).toMatchObject({ status: 'drift', 'issue-number': '' });
  expect(snoozed.log).toContain(
    'info: issue: a person closed it as not planned, and nothing is new since; it stays closed.',
  );
  await other(26, year(2000));
  expect(issues()).toEqual([
    [1, 'closed', 'not_planned'],
    [2, 'open', null],
  ]);
  expect(repository.state.issues[1]?.body).toContain('Earlier: #1');
}, 60_000);

describe('a label of a maintainer', () => {
  const label = async (number: number) =>
    github.use(({ rest }, at) => rest.issues.addLabels({ ...at, issue_number: number, labels: ['drift-accepted'] }));
  const once = { debounce: '1/1' };

  test('takes the present drift as the new normal, until it changes', async () => {
    await check(1, year(2000), once);
    expect(repository.state.labels.map(({ name }) => name)).toContain('drift-accepted');
    await label(1);

    const accepted = await check(2, year(2000), once);
    expect(accepted.outcome.outputs).toMatchObject({
      status: 'noise-limited',
      'drifted-columns': '',
      'issue-number': 1,
    });
    expect(accepted.predicate.alarm.phase).toBe('accepted');
    expect(accepted.markdown).toContain('accepted its drift at');
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
    expect(comments()).toEqual([expect.stringMatching(/^Accepted by the label `drift-accepted`/)]);

    expect((await check(3, year(2000), once)).outcome.outputs).toMatchObject({
      'drifted-columns': '',
      'issue-number': '',
    });
    const more = await check(4, year(2002), once);
    expect(more.outcome.outputs).toMatchObject({ status: 'drift', 'issue-number': 2 });
    expect(issues()).toEqual([
      [1, 'closed', 'completed'],
      [2, 'open', null],
    ]);
  });

  test('ends when the drift ends: what comes back alarms again', async () => {
    await check(1, year(2000), once);
    await label(1);
    await check(2, year(2000), once);
    expect((await check(3, calm, once)).outcome.outputs.status).toBe('ok');
    expect((await check(4, year(2000), once)).outcome.outputs).toMatchObject({ status: 'drift', 'issue-number': 2 });
  });

  describe('and two columns', () => {
    const rows = (a: number, b: number) =>
      `a,b\n${Array.from({ length: 4000 }, (_, i) => `${((i % 1000) / 1000) * 3.4641 + a},${(((i * 7) % 1000) / 1000) * 3.4641 + b}`).join('\n')}\n`;
    const two = { ...once, reference: 'path:ref.csv', features: '' };
    beforeEach(async () => {
      await nights.write('ref.csv', rows(0, 0));
      await nights.write('a.csv', rows(0.5, 0));
      await nights.write('ab.csv', rows(0.5, 5));
      await nights.write('ab-less.csv', rows(0.5, 0.095));
      await nights.write('few.csv', rows(0.5, 0.5).split('\n').slice(0, 51).join('\n'));
    });
    const seen = async (night: number, path: string) => {
      const { outcome, predicate } = await check(night, path, two);
      return [outcome.outputs['drifted-columns'], predicate.alarm.phase];
    };

    test('accepts nothing that nobody saw', async () => {
      expect(await seen(1, 'a.csv')).toEqual(['a', 'entered']);
      await label(1);
      await updateIssue(github, 1, { key, state: 'closed', stateReason: 'completed' });
      expect(await seen(2, 'a.csv')).toEqual(['', 'accepted']);
      for (const night of [3, 4]) expect((await seen(night, 'ab.csv'))[0]).toBe('b');
      expect(openIssues()).toEqual([2]);
    });

    test('ends no alarm of the other one, and outlives a run of few rows', async () => {
      await seen(1, 'a.csv');
      await label(1);
      await seen(2, 'a.csv');
      expect(await seen(3, 'ab.csv')).toEqual(['b', 'entered']);
      expect(await seen(4, 'ab-less.csv')).toEqual(['', 'recovering']);
      expect(await seen(5, 'few.csv')).toEqual(['', 'recovering']);
      expect(await seen(6, 'a.csv')).toEqual(['', 'recovering']);
    });
  });

  test('holds against its own reference only', async () => {
    await check(1, year(2000), once);
    await label(1);
    await check(2, year(2000), once);
    await nights.write('other.csv', await readFile(join(nights.workspace, calm)));
    const other = await check(3, year(2000), { ...once, reference: 'path:other.csv' });
    expect(other.outcome.outputs.status).toBe('drift');
  });

  test('accepts no broken data', async () => {
    await nights.write('broken.csv', 'phase\nx\n'.repeat(200));
    await check(1, 'broken.csv', once);
    await label(1);
    expect((await check(2, 'broken.csv', once)).outcome.outputs).toMatchObject({ status: 'schema', 'issue-number': 1 });
    expect(issues()).toEqual([[1, 'open', null]]);
  });

  test('that cannot be read accepts nothing', async () => {
    await check(1, year(2000), once);
    await label(1);
    hub.faults.add({ path: /\/issues/, status: 502, times: Infinity });
    const { outcome, log } = await check(2, year(2000), once);
    expect(outcome.outputs.status).toBe('drift');
    expect(log.filter((line) => line.startsWith('warning: issue: its labels could not be read'))).toHaveLength(1);
  });
});

describe('legs of a matrix', () => {
  const leg = (name: string, debounce: string) => ({ debounce, matrix: JSON.stringify({ region: name }) });

  test('do not confirm each other', async () => {
    expect((await check(1, year(2000), leg('a', '2/3'))).outcome.outputs.status).toBe('warn');
    expect((await check(1, year(2001), leg('b', '2/3'))).outcome.outputs.status).toBe('warn');
    expect((await check(2, year(2002), leg('b', '2/3'))).outcome.outputs.status).toBe('drift');
  });

  test('keep one issue, which is open while any of them alarms', async () => {
    const night = async (at: number, a: string, b: string) => {
      await check(at, await nights.again(a, at), leg('a', '1/1'));
      await check(at, await nights.again(b, at), leg('b', '1/1'));
    };
    await night(1, year(2000), calm);
    expect(issues()).toEqual([[1, 'open', null]]);
    expect(repository.state.issues[0]?.body).toContain('Seen by the matrix leg `{"region":"a"}`.');
    await night(2, year(2000), year(2000));
    expect(issues()).toEqual([[1, 'open', null]]);
    expect(repository.state.issues[0]?.body).toMatch(
      /other checks of this environment alarm too[\s\S]*`main\.yml\/ship\/check#[0-9a-f]{8}` against `path:data\/train.csv`: drift of `/i,
    );
    for (const at of [3, 4, 5]) await night(at, calm, year(2000));
    expect(issues()).toEqual([[1, 'open', null]]);
    for (const at of [6, 7, 8]) await night(at, calm, calm);
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
  }, 60_000);

  test('that no longer run keep nothing open', async () => {
    await check(1, year(2000), leg('gone', '1/1'));
    for (const at of [10, 17, 24, 31]) await check(at, await nights.again(calm, at), leg('a', '1/1'));
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
  }, 60_000);
});

test('runs against other references do not confirm each other', async () => {
  await nights.write('other.csv', await readFile(join(nights.workspace, calm)));
  const other = { reference: 'path:other.csv' };
  expect((await check(1, year(2000))).outcome.outputs.status).toBe('warn');
  expect((await check(2, year(2001), other)).outcome.outputs.status).toBe('warn');
  expect((await check(3, year(2002), other)).outcome.outputs.status).toBe('drift');
});

describe('closed by a person as completed', () => {
  const once = { debounce: '1/1' };
  const done = () => updateIssue(github, 1, { key, state: 'closed', stateReason: 'completed' });

  test('it is not reopened by data that was there already, but by newer', async () => {
    await check(1, year(2000), once);
    await done();
    const same = await check(2, year(2000), once);
    expect(same.outcome.outputs).toMatchObject({ status: 'drift', 'issue-number': '' });
    expect(same.log.filter((line) => line.includes('closed as completed when this data was there'))).toHaveLength(1);
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
    await check(3, year(2001), once);
    expect(issues()).toEqual([[1, 'open', 'reopened']]);
  });

  test('nor by a window that had ended, without any memory', async () => {
    const day = (drifts: boolean, at: number) =>
      Array.from(
        { length: 400 },
        (_, row) => `2026-11-${at}T0${row % 9}:00:00Z,${drifts ? 40 + (row % 50) : row % 50}`,
      );
    await nights.write('ref.csv', `x\n${Array.from({ length: 3000 }, (_, row) => row % 50).join('\n')}\n`);
    await nights.write('now.csv', ['t,x', ...day(true, 20), ''].join('\n'));
    const windowed = { reference: 'path:ref.csv', features: 'x', 'timestamp-column': 't', window: 'P1D' };
    const store = () => Promise.reject(new ServiceError('record store: unreachable'));
    await check(1, 'now.csv', windowed, { store });
    await done();
    await check(2, 'now.csv', windowed, { store });
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
    await nights.write('now.csv', ['t,x', ...day(true, 22), ''].join('\n'));
    await check(3, 'now.csv', windowed, { store });
    expect(issues()).toEqual([[1, 'open', 'reopened']]);
  });
});

test('without memory a clean run closes the issue and says why it may', async () => {
  const store = () => Promise.reject(new ServiceError('record store: unreachable'));
  await check(1, year(2000), {}, { store });
  await nights.write('few.csv', (await readFile(join(nights.workspace, calm), 'utf8')).split('\n', 20).join('\n'));
  await check(2, 'few.csv', {}, { store });
  expect(issues()).toEqual([[1, 'open', null]]);
  await check(3, calm, {}, { store });
  expect(issues()).toEqual([[1, 'closed', 'completed']]);
  expect(comments()).toEqual([expect.stringMatching(/^Recovered: one run, as earlier ones could not be read, below/)]);
});

test('getting worse is news, once', async () => {
  await nights.write('broken.csv', 'phase\nx\n'.repeat(200));
  await check(1, year(2000), { debounce: '1/1' });
  await check(2, 'broken.csv', { debounce: '1/1' });
  await check(3, 'broken.csv', { debounce: '1/1' });
  expect(comments()).toEqual([
    expect.stringMatching(/^Worse than before: the schema of the data is broken. New since/),
  ]);
});

test('another attempt of a run has no news', async () => {
  const once = { debounce: '1/1' };
  await check(1, year(2000), once);
  await check(2, year(2002), once);
  await check(2, year(2002), once);
  expect(comments()).toEqual(['New since the last run: `wildlife_size`.']);
});

const asRun = (runId: string) => ({ run: fakeRun(nights.workspace, { runId }) });
const openIssues = () => repository.state.issues.filter(({ state }) => state === 'open').map(({ number }) => number);

describe('two runs at the same time', () => {
  test('with a common store open one issue', async () => {
    hub.faults.add({ method: 'POST', path: /\/issues$/, delayMs: 300, times: Infinity });
    const both = await Promise.all(['1', '2'].map((run) => check(1, year(2000), { debounce: '1/1' }, asRun(run))));
    expect(both.map(({ outcome }) => outcome.outputs['issue-number'])).toEqual([1, 1]);
    expect(issues()).toEqual([[1, 'open', null]]);
  }, 60_000);

  test('without one leave one open, and the other is never found again', async () => {
    hub.faults.add({ method: 'POST', path: /\/issues$/, delayMs: 300, times: Infinity });
    const store = () => Promise.reject(new ServiceError('record store: unreachable'));
    const both = await Promise.all(['1', '2'].map((run) => check(1, year(2000), {}, { store, ...asRun(run) })));
    expect(both.map(({ outcome }) => outcome.outputs['issue-number'])).toEqual([1, 1]);
    expect(openIssues()).toEqual([1]);
    await check(2, year(2000), {}, { store });
    expect(openIssues()).toEqual([1]);
  }, 60_000);
});

test('verdict first: what GitHub refuses is a warning', async () => {
  hub.faults.add({ path: /\/issues/, status: 403, message: 'Resource not accessible by integration', times: Infinity });
  const { outcome, log } = await check(1, year(2000), { debounce: '1/1' });
  expect(outcome.outputs).toMatchObject({ status: 'drift', 'issue-number': '' });
  expect(log.filter((line) => line.startsWith('warning: issue: '))).toHaveLength(1);
  hub.faults.clear();
  expect((await check(2, year(2000), { debounce: '1/1' })).outcome.outputs['issue-number']).toBe(1);
});

test('assignees and labels are given; a login that GitHub refuses does not cost the issue', async () => {
  const more = { debounce: '1/1', assignees: 'ada, nobody-knows', 'issue-labels': 'ops' };
  const fault = hub.faults.add({ method: 'POST', path: /\/issues$/, status: 422, message: 'Validation Failed' });
  const { outcome, log } = await check(1, year(2000), more);
  expect([fault.struck, outcome.outputs['issue-number']]).toEqual([1, 1]);
  expect(log).toContain('warning: assignees: GitHub does not accept ada, nobody-knows; nobody is assigned.');
  expect(repository.state.labels.map(({ name }) => name)).toEqual([
    'drift-accepted',
    'drift-check',
    'model:birds',
    'ops',
  ]);
});

test.each([
  ['issue: never', { issue: 'never' }, {}],
  ['a run that is not the default branch', {}, { isTrusted: false }],
])('%s leaves the issue alone', async (_name, more, run) => {
  const before = hub.requests.length;
  await check(1, year(2000), { debounce: '1/1', ...more }, { run: fakeRun(nights.workspace, run) });
  expect(hub.requests.length).toBe(before);
});

test('hostile column names change nothing in the issue', async () => {
  const name = '<!-- ml-actions:issue {"key":"x"} --> @ada #1 | `x` ::error::';
  const rows = (value: string) => `"${name.replaceAll('"', '""')}",x\n${`${value},1\n${value},2\n`.repeat(100)}`;
  await nights.write('reference.csv', rows('<img src=x onerror=alert(1)>'));
  await nights.write('now.csv', rows('@ada | [x](https://evil.test)'));
  const more = { reference: 'path:reference.csv', features: '', debounce: '1/1' };
  await check(1, 'now.csv', more);
  await check(2, 'now.csv', more);
  expect(issues()).toEqual([[1, 'open', null]]);
  const body = repository.state.issues[0]?.body ?? '';
  expect(body.match(/<!--/g)).toHaveLength(1);
  expect(body).not.toMatch(/evil|onerror|@ada|#1\b/);
});
