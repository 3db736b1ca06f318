import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ServiceError } from '@ml-actions/core/error';
import type { GitHub } from '@ml-actions/core/github/client';
import { updateIssue } from '@ml-actions/core/github/issue';
import { fileStore } from '@ml-actions/core/store/file';
import { layout } from '@ml-actions/core/store/layout';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RepositoryHandle } from '../../../test/support/github/repository.ts';
import { type GitHub as LocalGitHub, startGitHub } from '../../../test/support/github/server.ts';
import { openClient } from '../../../test/support/open-client.ts';
import { type Checked, dayOf, openNights } from './fixture/check.ts';
import { openEnvironment, type Sight } from './fixture/environment.ts';
import { HISTORY_RUNS } from './history-line.ts';
import { issueKey, labelsFor } from './issue-labels.ts';
import type { Performance } from './performance.ts';

let hub: LocalGitHub;
let receiver: Server;
const heard: string[] = [];
const statuses: number[] = [];
let tonight = 0;
let repositories = 0;
let repository: RepositoryHandle;
let github: GitHub;
let environment: Awaited<ReturnType<typeof openEnvironment>>;

beforeAll(async () => {
  hub = await startGitHub({ now: () => dayOf(tonight) });
  receiver = createServer((request, response) => {
    request.on('data', (chunk) => heard.push(JSON.parse(String(chunk)).text));
    request.on('end', () => response.writeHead(statuses.shift() ?? 200).end());
  });
  await new Promise<void>((resolve) => {
    receiver.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(async () => {
  receiver.close();
  await hub.close();
});
beforeEach(async () => {
  repositories += 1;
  repository = await hub.repository('acme', `watched-${repositories}`);
  github = openClient(hub, { repository: `acme/watched-${repositories}` });
  environment = await openEnvironment(() => github);
  heard.length = 0;
});
afterEach(async () => {
  hub.faults.clear();
  await environment.close();
  expect(hub.violations).toEqual([]);
});

type Asked = Parameters<typeof environment.check>[2];
const check = (night: number, sight: Sight, asked?: Asked) => {
  tonight = night;
  return environment.check(night, sight, asked);
};
const issues = () => repository.state.issues.map(({ number, state, state_reason }) => [number, state, state_reason]);
const comments = () => repository.state.comments.map(({ body }) => body);
const titleAndBody = () => [repository.state.issues[0]?.title, repository.state.issues[0]?.body ?? ''] as const;
const key = issueKey('birds', 'production');
const close = (number: number, stateReason: 'completed' | 'not_planned') =>
  updateIssue(github, number, { key, state: 'closed', stateReason });

const label = (number: number) =>
  github.use(({ rest }, at) => rest.issues.addLabels({ ...at, issue_number: number, labels: ['drift-accepted'] }));

describe('two references in one job', () => {
  const steps: Record<string, NonNullable<Asked>> = {
    'a step each': { values: { reference: 'previous-window' }, run: { step: 'second' } },
    'a step each, against one reference': { run: { step: 'second' } },
    'a forge that names no steps': { values: { reference: 'previous-window' } },
    'a job each': { run: { job: 'second' } },
    'a workflow each': { run: { workflowRef: 'acme/birds/.github/workflows/second.yml@refs/heads/main' } },
    'two windows': { values: { window: 'P1D', offset: '7' } },
  };
  test.each(Object.keys(steps))('confirm their alarms apart and keep one issue: %s', async (name) => {
    const second = steps[name];
    const twice = { debounce: '2/3' };
    const other = { ...second, values: { ...second?.values, ...twice } };
    const night = async (at: number, first: number, also: number) => {
      await check(at, { columns: { x: first } }, { values: twice });
      await check(at, { columns: { x: 0, y: also } }, other);
    };
    await night(1, 2, 0);
    expect(issues()).toEqual([]);
    await night(2, 2, 0);
    expect(issues()).toEqual([[1, 'open', null]]);
    await night(3, 2, 0);
    expect(issues()).toEqual([[1, 'open', null]]);
    for (const at of [4, 5, 6]) await night(at, 0, 2);
    expect(issues()).toEqual([[1, 'open', null]]);
    for (const at of [7, 8, 9]) await night(at, 0, 0);
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
    expect(comments()).toEqual(['New since the last run: `y`.', expect.stringMatching(/^Recovered/)]);
  });

  test('the issue tells the worst of them, and all', async () => {
    const second = { run: { step: 'second' } };
    await check(1, { columns: { x: 'schema' } });
    await check(1, { columns: { x: 2, y: 2 } }, second);
    expect(titleAndBody()).toEqual([
      'Broken data in birds (production): 2 columns',
      expect.stringMatching(
        /too:\*\*\n\n- `main.yml\/ship\/check` against `path:x.csv`: schema of `x`, 2026-11-21, \[run 1001/,
      ),
    ]);
    expect(comments()).toEqual(['New since the last run: `y`.']);
    for (const at of [2, 3, 4]) await check(at, { columns: { x: 0 } });
    expect(titleAndBody()).toEqual([
      'Drift in birds (production): 2 columns',
      expect.stringMatching(/NO DRIFT[\s\S]*`main.yml\/ship\/second` against `path:x.csv`: drift of `x`, `y`/),
    ]);
  });

  test('a label that one of them took says nothing of what another sees later', async () => {
    const second = { run: { step: 'second' } };
    const first: Sight = { columns: { x: 2, z: 'schema' } };
    await check(1, first);
    await label(1);
    expect((await check(2, first)).memory.lines.at(-1)?.accepted?.columns).toHaveProperty('x');
    for (const at of [3, 4, 5]) {
      await check(at, first);
      expect((await check(at, { columns: { y: 2 } }, second)).body.verdict).toBe('drift');
    }
  });

  test('a label is for the drift that both see', async () => {
    const checks = [{}, { run: { step: 'second' } }];
    for (const at of [1, 2, 3]) {
      for (const asked of checks) await check(at, { columns: { x: 2 } }, asked);
      if (at === 1)
        await github.use(({ rest }, on) =>
          rest.issues.addLabels({ ...on, issue_number: 1, labels: ['drift-accepted'] }),
        );
    }
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
  });

  test('a reference whose path has a date is one', async () => {
    const dated = (date: string) => ({ values: { reference: `path:weeks/${date}.csv`, debounce: '2/3' } });
    await check(1, { columns: { x: 2 } }, dated('2026-11-14'));
    expect((await check(2, { columns: { x: 2 } }, dated('2026-11-15'))).body.verdict).toBe('drift');
  });

  test('a question that a step does not ask any more keeps nothing open', async () => {
    await check(1, { columns: { x: 2 } });
    const asked = { values: { reference: 'auto' } };
    for (const at of [2, 3, 4]) await check(at, { columns: { x: 0 } }, asked);
    expect(issues()).toEqual([[1, 'open', null]]);
    await check(5, { columns: { x: 0 } }, asked);
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
  });

  test('a check that runs once a month keeps its alarm', async () => {
    const monthly = { run: { job: 'monthly' } };
    for (const at of [1, 31]) await check(at, { columns: { x: 2 } }, monthly);
    for (const at of [48, 49, 50, 51, 52]) await check(at, { columns: { x: 0 } });
    expect(issues()).toEqual([[1, 'open', null]]);
    for (const at of [93, 94, 95, 96]) await check(at, { columns: { x: 0 } });
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
  });
});

describe('an alarm ends where its own columns are back', () => {
  const phases = async (...nights: Sight['columns'][]) => {
    const told = [];
    for (const [at, columns = {}] of nights.entries()) told.push((await check(at, { columns })).body.alarm.phase);
    return told;
  };

  test('whatever a neighbour does that never alarmed', async () => {
    expect(await phases({ x: 2, y: 0.9 }, { x: 0, y: 0.9 }, { x: 0, y: 0.95 }, { x: 0, y: 0.9 })).toEqual([
      'entered',
      'recovering',
      'recovering',
      'recovered',
    ]);
  });

  test('all of them: one that came later holds it too', async () => {
    const both = { x: 2, y: 2 };
    const wavering = { x: 0, y: 0.9 };
    const all = await phases({ x: 2, y: 0 }, both, both, wavering, wavering, wavering, wavering, wavering);
    expect(all.slice(3)).toEqual(Array<string>(5).fill('recovering'));
  });

  test('without memory every column is asked', async () => {
    const forgetting = { ports: { store: () => Promise.reject(new ServiceError('record store: unreachable')) } };
    await check(1, { columns: { x: 2, y: 0.9 } }, forgetting);
    await check(2, { columns: { x: 0, y: 0.9 } }, forgetting);
    expect(issues()).toEqual([[1, 'open', null]]);
    await check(3, { columns: { x: 0, y: 0.5 } }, forgetting);
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
  });
});

describe('worse performance', () => {
  const seen = (realised: number | null, alarm: Performance['alarm']): Sight => ({
    columns: { x: 0 },
    performance: {
      ...{ margin: 0.02, labelled: 100, coverage: 1, window: null, alarm, pending: realised === null },
      otherClasses: null,
      metrics: [
        {
          ...{ metric: 'accuracy', baseline: 0.9, estimated: 0.9, estimatedError: 0.01 },
          realised: realised === null ? null : { value: realised, low: realised, high: realised },
        },
      ],
    },
  });

  test('is not over while the labels that would tell are awaited', async () => {
    await check(1, seen(0.5, 'realised'));
    for (const at of [2, 3, 4, 5]) expect((await check(at, seen(null, null))).body.alarm.phase).toBe('recovering');
    for (let run = 0; run < HISTORY_RUNS; run++) await check(5, seen(null, null), { run: { runId: `50${run}` } });
    for (const at of [6, 7]) await check(at, seen(0.9, null));
    expect(issues()).toEqual([[1, 'open', null]]);
    expect((await check(8, seen(0.9, null))).body.alarm.phase).toBe('recovered');
  });

  /** The check of a day, with the labels of an earlier one. */
  const labelled = (day: number, labels: number, x = 0, alarm: Performance['alarm'] = null): Sight => {
    const at = (date: number) => `2026-11-${date}T00:00:00.000Z`;
    const { performance } = seen(0.9, alarm);
    const window = { start: at(10), end: at(labels) };
    return { columns: { x }, until: at(day), performance: performance ? { ...performance, window } : null };
  };

  test('is not confirmed by the labels that said so', async () => {
    const asked = { values: { debounce: '2/3' } };
    const phase = async (at: number, labels: number, x = 0) =>
      (await check(at, labelled(20 + at, labels, x, 'realised'), asked)).body.alarm.phase;
    expect([await phase(1, 14), await phase(2, 14), await phase(3, 14)]).toEqual(Array(3).fill('unconfirmed'));
    expect(await phase(4, 15)).toBe('entered');
    await environment.close();
    environment = await openEnvironment(() => github);
    expect([await phase(1, 14, 2), await phase(2, 14, 2)]).toEqual(['unconfirmed', 'entered']);
  });

  test('that scores told is not over by labels of earlier rows', async () => {
    const now = (estimated: number | null, alarm: Performance['alarm'], day: number): Sight => {
      const { performance, ...rest } = labelled(day, 14, 0, alarm);
      const metrics = performance?.metrics.map((each) => ({ ...each, estimated })) ?? [];
      return { ...rest, performance: performance ? { ...performance, metrics } : null };
    };
    await check(1, now(0.5, 'estimated', 21));
    for (const at of [2, 3, 4]) expect((await check(at, now(null, null, 20 + at))).body.alarm.phase).toBe('recovering');
    for (const at of [5, 6, 7]) await check(at, now(0.9, null, 20 + at));
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
  });

  test('is not over by labels that said so already', async () => {
    await check(1, labelled(21, 14, 0, 'realised'));
    for (const at of [2, 3, 4]) await check(at, labelled(20 + at, 15));
    await check(5, labelled(25, 16));
    expect(issues()).toEqual([[1, 'open', null]]);
    await check(6, labelled(26, 17));
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
  });

  test('of the same labels does not hide what newer rows show', async () => {
    await check(1, labelled(21, 14, 0, 'realised'));
    await check(2, labelled(22, 15));
    await close(1, 'completed');
    await check(3, labelled(23, 15, 2));
    expect(issues()).toEqual([[1, 'open', 'reopened']]);
  });

  test('nor are labels of other classes well while others are awaited', async () => {
    const { performance, ...rest } = seen(null, null);
    const other = performance && { ...performance, otherClasses: 2, pending: false };
    expect((await check(1, { ...rest, performance: other ?? null })).body.verdict).toBe('schema');
    for (const at of [2, 3, 4]) expect((await check(at, seen(null, null))).body.alarm.phase).toBe('recovering');
  });

  test('is over where nobody asks any more', async () => {
    await check(1, seen(0.5, 'realised'));
    for (const at of [2, 3, 4]) await check(at, { columns: { x: 0 } });
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
  });

  test('that only scores told ends by scores', async () => {
    await check(1, seen(null, 'estimated'));
    for (const at of [2, 3, 4]) await check(at, seen(null, null));
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
  });
});

const hook = () => ({
  debounce: '2/3',
  reference: 'auto',
  'webhook-format': 'slack',
  'webhook-url': `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
});

describe('the webhook', () => {
  const once = () => ({ values: { ...hook(), debounce: '1/1' } });

  test('is asked again where it is busy', async () => {
    statuses.push(503, 429);
    await check(1, { columns: { x: 2 } }, once());
    expect(heard).toHaveLength(3);
  });

  test.each([
    ['its time', [8, 9, 10, 16, 17]],
    ['runs of others', [1, 2, 10, 20, 30]],
  ])('hears once that an alarm is over whose check is gone by %s', async (_name, nights) => {
    await check(1, { columns: { x: 2 } }, { ...once(), run: { job: 'gone' } });
    for (const at of nights) await check(at, { columns: { x: 0 } }, once());
    expect(heard).toEqual(['Drift in birds (production): 1 column', 'Over: birds in production']);
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
  });
});

describe('a deployment begins anew', () => {
  test('also where an earlier version comes back, whose alarm was on', async () => {
    const night = async (at: number, version: string, x: number) =>
      (await check(at, { version, columns: { x } }, { values: hook() })).body.alarm.phase;
    const seen = [];
    for (const [at, version, x] of [
      [1, 'birds@1', 2],
      [2, 'birds@1', 2],
      [3, 'birds@2', 0],
      [4, 'birds@1', 2],
      [5, 'birds@1', 2],
    ] as const)
      seen.push(await night(at, version, x));
    expect(seen).toEqual(['unconfirmed', 'entered', 'quiet', 'unconfirmed', 'entered']);
    expect(heard).toEqual([
      'Drift in birds (production): 1 column',
      'Over: birds in production',
      'Drift in birds (production): 1 column',
    ]);
  });

  test('whatever the reference is made of: it neither forgets where a reference tells no version', async () => {
    const values = { ...hook(), reference: 'same-weekday' };
    const seen = [];
    for (const [at, version] of ['birds@1', 'birds@1', undefined, 'birds@1'].entries())
      seen.push((await check(at, { ...(version && { version }), columns: { x: 2 } }, { values })).body.alarm.phase);
    expect(seen).toEqual(['unconfirmed', 'entered', 'ongoing', 'ongoing']);
  });

  test('nor goes on where it tells none of a file', async () => {
    const store = fileStore(join(environment.workspace, '.store-dir'));
    const deploy = (version: number) => {
      const alias = JSON.stringify({ version, previous: null, event: 'a'.repeat(64) });
      const writes = new Map([[layout.alias('birds', 'production'), alias]]);
      return store.update(async () => ({ writes, message: 'Deploy', result: undefined }));
    };
    const values = { debounce: '2/3' };
    await deploy(1);
    for (const at of [1, 2]) await check(at, { columns: { x: 2 } }, { values });
    await deploy(2);
    expect((await check(3, { columns: { x: 2 } }, { values })).body.alarm.phase).toBe('unconfirmed');
  });

  test('and takes no label that was for the drift of another version', async () => {
    await check(1, { columns: { x: 2, y: 2 }, version: 'birds@1' });
    await label(1);
    for (const at of [2, 3]) await check(at, { columns: { x: 2, y: 4 }, version: 'birds@1' });
    for (const at of [4, 5, 6]) {
      const { body } = await check(at, { columns: { x: 8, y: 8 }, version: 'birds@2' });
      expect(body.verdict).toBe('drift');
    }
    expect(issues()).toEqual([[1, 'open', null]]);
  });

  test('so that an issue of another version closes when this one was quiet, in true words', async () => {
    await check(1, { columns: { x: 2 }, version: 'birds@1' });
    for (const at of [2, 3, 4]) await check(at, { columns: { x: 0.9 }, version: 'birds@2' });
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
    expect(comments()).toEqual(['Over: 3 runs in a row without an alarm, and no other check has one.']);
  });

  test('and an alarm that comes back with other data of the same run is told as one', async () => {
    const once = { values: { ...hook(), debounce: '1/1' } };
    await check(1, { columns: { x: 2 } }, once);
    for (const at of [2, 3, 4]) await check(at, { columns: { x: 0 } }, once);
    await check(4, { columns: { x: 2 } }, once);
    expect(heard).toEqual([
      'Drift in birds (production): 1 column',
      'Recovered: birds in production',
      'Drift in birds (production): 1 column',
    ]);
  });
});

describe('an issue that a person closed as not planned', () => {
  const snoozed = async (isAccepted = false) => {
    await check(1, { columns: { x: 2, y: 0 } });
    if (isAccepted) await label(1);
    await close(1, 'not_planned');
  };

  test.each<[string, Sight, string | null]>([
    ['what was known', { columns: { x: 2.5 } }, null],
    ['another column', { columns: { x: 2, y: 1.5 } }, 'New, or further off than then: `y`.'],
    ['a column that goes twice as far', { columns: { x: 4.5 } }, 'New, or further off than then: `x`.'],
    ['a broken schema', { columns: { x: 'schema' } }, 'Worse than before: the schema of the data is broken.'],
  ])('is quiet about what was known then only: %s', async (_name, sight, said) => {
    await snoozed();
    await check(2, sight);
    expect(issues()).toEqual([said === null ? [1, 'closed', 'not_planned'] : [1, 'open', 'reopened']]);
    expect(comments()).toEqual(
      said === null ? [] : [`Closed as not planned it was quiet about what was known then. ${said}`],
    );
  });

  test('speaks again where the first try failed', async () => {
    await snoozed();
    hub.faults.add({ path: /\/issues/, status: 403, message: 'no', times: Number.POSITIVE_INFINITY });
    await check(2, { columns: { x: 2, y: 2 } });
    hub.faults.clear();
    await check(3, { columns: { x: 2, y: 2 } });
    expect(issues()).toEqual([[1, 'open', 'reopened']]);
  });

  test('says nothing of a check that is heard for the first time', async () => {
    await snoozed();
    const second = { values: { debounce: '2/3' }, run: { job: 'second' } };
    for (const at of [2, 3]) await check(at, { columns: { x: 2 } }, second);
    expect(issues()).toEqual([[1, 'open', 'reopened']]);
  });

  test('says nothing of another version', async () => {
    await check(1, { columns: { x: 10 }, version: 'birds@1' });
    await close(1, 'not_planned');
    await check(2, { columns: { x: 15 }, version: 'birds@2' });
    expect(issues()).toEqual([[1, 'open', 'reopened']]);
  });

  test('and accepted is quiet about the accepted column, and about no other', async () => {
    await snoozed(true);
    expect((await check(2, { columns: { x: 2, y: 0 } })).body.alarm.phase).toBe('accepted');
    await check(3, { columns: { x: 2, y: 2 } });
    expect(issues()).toEqual([[1, 'open', 'reopened']]);
  });

  test('without memory, is quiet about nothing worse than its title', async () => {
    const forgetting = { ports: { store: () => Promise.reject(new ServiceError('record store: unreachable')) } };
    await check(1, { columns: { x: 2 } }, forgetting);
    await close(1, 'not_planned');
    await check(2, { columns: { x: 2 } }, forgetting);
    expect(issues()).toEqual([[1, 'closed', 'not_planned']]);
    await check(3, { columns: { x: 'schema' } }, forgetting);
    expect(issues()).toEqual([[1, 'open', 'reopened']]);
  });

  test('is quiet for its days where runs are many', async () => {
    for (let run = 0; run < 33; run++)
      await check(1 + run / 24, { columns: { x: 2 } }, { run: { runId: String(run) } }).then(() =>
        run === 0 ? close(1, 'not_planned') : undefined,
      );
    expect(issues()).toEqual([[1, 'closed', 'not_planned']]);
    await check(3, { columns: { x: 2, y: 2 } });
    expect(issues()).toEqual([[1, 'open', 'reopened']]);
  });
});

describe('memory', () => {
  test('of the last check that asked the same is what a pull request is told', async () => {
    const pull = { values: { debounce: '2/3' }, run: { isTrusted: false, job: 'review' } };
    await check(1, { columns: { x: 2 } }, { run: { job: 'nightly' } });
    expect((await check(2, { columns: { x: 2 } }, pull)).body.alarm.phase).toBe('ongoing');
    const leg = { ...pull, values: { ...pull.values, matrix: '{"region":"b"}' } };
    expect((await check(2, { columns: { x: 2 } }, leg)).body.alarm.phase).toBe('unconfirmed');
  });

  test('that fails once ends nothing that it confirmed', async () => {
    const forgetting = { ports: { store: () => Promise.reject(new ServiceError('record store: unreachable')) } };
    await check(1, { columns: { x: 2 } });
    await check(2, { columns: { x: 0 } }, forgetting);
    expect(issues()).toEqual([[1, 'open', null]]);
    await check(3, { columns: { x: 0 } });
    expect(issues()).toEqual([[1, 'open', null]]);
    for (const at of [4, 5]) await check(at, { columns: { x: 0 } }, forgetting);
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
  });

  test('of which nothing can be read is none: a single run alarms', async () => {
    const twice = { values: { debounce: '2/3' } };
    const path = join(environment.workspace, '.store-dir', layout.drift('birds', 'production'));
    await check(1, { columns: { x: 0 } }, twice);
    await writeFile(path, '<<<<<<< ours\n{"run":\n');
    const { body, log } = await check(2, { columns: { x: 2 } }, twice);
    expect([body.verdict, body.alarm.phase, body.confirmed]).toEqual(['drift', 'stateless', false]);
    expect(log).toContain('warning: drift/birds/production.jsonl: 2 damaged lines are left out');
    expect((await check(3, { columns: { x: 2 } }, twice)).body.alarm.phase).toBe('ongoing');
  });

  test('of an earlier window begins and ends nothing', async () => {
    const day = (at: number) => `2026-11-${at}T00:00:00.000Z`;
    await check(1, { columns: { x: 0 }, until: day(21) });
    await check(2, { columns: { x: 2 }, until: day(22) });
    for (const at of [18, 19, 20]) await check(3, { columns: { x: 0 }, until: day(at) }, { run: { runId: `9${at}` } });
    expect(issues()).toEqual([[1, 'open', null]]);
    for (const at of [23, 24, 25]) await check(at - 19, { columns: { x: 0 }, until: day(at) });
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
    const again = await check(7, { columns: { x: 'schema' }, until: day(20) }, { run: { runId: '920' } });
    expect([again.body.verdict, again.body.alarm.phase]).toEqual(['warn', 'unconfirmed']);
  });

  test('of data that was judged before begins what it says, and ends nothing', async () => {
    for (const data of ['a', 'b', 'c']) await check(1, { columns: { x: 0 }, data }, { run: { runId: data } });
    await check(2, { columns: { x: 2 }, data: 'd' });
    for (const data of ['a', 'b', 'c']) await check(3, { columns: { x: 0 }, data }, { run: { runId: data } });
    expect(issues()).toEqual([[1, 'open', null]]);
    for (const at of [4, 5, 6]) await check(at, { columns: { x: 0 } });
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
    expect((await check(7, { columns: { x: 2 }, data: 'd' })).body.alarm.phase).toBe('entered');
  });

  test('of rows with a wrong clock silences nothing', async () => {
    await check(1, { columns: { x: 0 }, until: '2099-01-01T00:00:00.000Z' });
    expect((await check(2, { columns: { x: 2 }, until: '2026-11-22T00:00:00.000Z' })).body.verdict).toBe('drift');
    await check(3, { until: '2026-11-23T00:00:00.000Z' });
    expect(
      (await check(9, { columns: { x: 0 }, until: '2026-11-22T12:00:00.000Z' })).memory.lines.at(-1),
    ).toMatchObject({
      clean: true,
    });
  });

  test('of a run that could not judge its window does not hide an earlier look at it', async () => {
    const until = '2026-11-21T00:00:00.000Z';
    const twice = { values: { debounce: '2/2' } };
    await check(1, { columns: { x: 2 }, until }, twice);
    await check(2, { until }, twice);
    expect((await check(3, { columns: { x: 2 }, until: '2026-11-22T00:00:00.000Z' }, twice)).body.verdict).toBe(
      'drift',
    );
  });
});

describe('what GitHub refuses halfway', () => {
  test.each([
    ['a comment on a locked issue', { status: 403, message: 'Unable to create comment because issue is locked.' }],
    ['a comment that was sent once too often', { status: 422, message: 'Validation Failed' }],
  ])('%s costs the comment alone', async (_name, fault) => {
    await check(1, { columns: { x: 2 } });
    hub.faults.add({ method: 'POST', path: /\/comments$/, ...fault, times: Number.POSITIVE_INFINITY });
    const { kept, log } = await check(2, { columns: { x: 2, y: 2 } });
    expect(kept?.number).toBe(1);
    expect(titleAndBody()[0]).toBe('Drift in birds (production): 2 columns');
    expect(log.filter((line) => line.startsWith('warning: issue: #1 was not commented'))).toHaveLength(1);
    for (const at of [3, 4, 5]) await check(at, { columns: { x: 0, y: 0 } });
    expect(issues()).toEqual([[1, 'closed', 'completed']]);
  });

  test('an issue that could not be opened is opened by the next run', async () => {
    hub.faults.add({ method: 'POST', path: /\/issues$/, status: 403, message: 'Forbidden' });
    await check(1, { columns: { x: 2 } });
    expect(issues()).toEqual([]);
    await check(2, { columns: { x: 2 } });
    expect(issues()).toEqual([[1, 'open', null]]);
  });
});

test('accepted drift raises no other column above chance', async () => {
  const rows = (count: number, x: number, y: number) =>
    `x,y,z\n${Array.from({ length: count }, (_, at) => `${at / count + x},${at / count + y},${at / count}`).join('\n')}\n`;
  const nights = await openNights();
  await nights.write('ref.csv', rows(1000, 0, 0));
  await nights.write('now.csv', rows(200, 5, 0.112));
  const values = { reference: 'path:ref.csv', current: 'now.csv', debounce: '1/1', issue: 'never' };
  const qOf = ({ predicate }: Checked) => predicate.columns.find(({ column }) => column === 'y')?.qValue;
  const before = await nights.check(1, values);
  const path = join(nights.workspace, '.store-dir', layout.drift('birds', 'production'));
  const line = JSON.parse(await readFile(path, 'utf8'));
  const x = { effect: 200, missing: 0, categories: 0 };
  await writeFile(path, `${JSON.stringify({ ...line, accepted: { issue: 1, columns: { x } } })}\n`);
  const after = await nights.check(2, values);
  await nights.close();
  expect([qOf(before), before.outcome.outputs['drifted-columns']]).toEqual([expect.closeTo(0.042, 3), 'x\ny']);
  expect([qOf(after), after.outcome.outputs['drifted-columns']]).toEqual([expect.closeTo(0.056, 3), '']);
});

test('the issue is found among hundreds of others of the model', async () => {
  await check(1, { columns: { x: 2 } });
  const labels = labelsFor('birds', []).identifying.map(({ name }) => name);
  for (let at = 0; at < 120; at++)
    await github.use(({ rest }, place) => rest.issues.create({ ...place, title: 'another', body: '', labels }));
  expect((await check(2, { columns: { x: 2 } })).kept?.number).toBe(1);
});

test('a copy of its text by a person is not the issue', async () => {
  await check(1, { columns: { x: 2 } });
  const [issue] = repository.state.issues;
  if (!issue) throw new Error('no issue');
  issue.user = { ...issue.user, login: 'mallory', type: 'User' } as typeof issue.user;
  await check(2, { columns: { x: 2 } });
  expect(issues()).toEqual([
    [1, 'open', null],
    [2, 'open', null],
  ]);
});
