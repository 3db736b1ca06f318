import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { GitHub } from '@ml-actions/core/github/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RepositoryHandle } from '../../../test/support/github/repository.ts';
import { type GitHub as LocalGitHub, startGitHub } from '../../../test/support/github/server.ts';
import { openClient } from '../../../test/support/open-client.ts';
import { fakeRun } from '../../../test/support/ports.ts';
import { type Checked, dayOf, features, type Nights, openNights } from './fixture/check.ts';
import { leaveDataReport, serve, storeDataReport } from './fixture/serve.ts';

let hub: LocalGitHub;
let nights: Nights;
let repository: RepositoryHandle;
let github: GitHub;
let repositories = 0;
let tonight = 0;

const workflow = 'on:\n  workflow_dispatch:\n    inputs:\n      ml-request:\n        type: string\njobs: {}\n';
beforeAll(async () => {
  hub = await startGitHub({ now: () => dayOf(tonight) });
});
afterAll(() => hub.close());
beforeEach(async () => {
  repositories += 1;
  nights = await openNights();
  repository = await hub.repository('acme', `trained-${repositories}`);
  await repository.commit({ files: { '.github/workflows/train.yml': workflow }, message: 'Add the training' });
  github = openClient(hub, { repository: `acme/trained-${repositories}` });
});
afterEach(async () => {
  await nights.close();
  hub.faults.clear();
  expect(hub.violations).toEqual([]);
});

const auto = { retrain: 'auto', 'retrain-workflow': 'train.yml', debounce: '1/1' };
const year = (number: number): string => `data/production/${number}.csv`;
function check(night: number, more: Record<string, string> = {}, overrides = {}): Promise<Checked> {
  tonight = night;
  const values = { reference: 'path:data/train.csv', features, current: year(2000), ...auto, ...more };
  return nights.check(night, values, { github: async () => github, ...overrides });
}
const dispatches = () => repository.state.dispatches;
const comments = () => repository.state.comments.map(({ body }) => body);
const endRuns = () => {
  for (const run of repository.state.runs) run.status = 'completed';
};
const reasonOf = ({ predicate }: Checked) => predicate.retrain?.reason;

describe('retrain: auto', () => {
  test('starts the workflow with one input, says so on the issue, and once in the cooldown', async () => {
    const started = await check(1);
    expect(started.predicate.retrain).toMatchObject({ state: 'started', run: { id: expect.any(Number) } });
    expect(started.outcome.outputs['retrain-run-id']).toBe(started.predicate.retrain?.run?.id);
    const [sent] = dispatches();
    if (sent?.kind !== 'workflow') throw new Error('no workflow was started');
    expect(Object.keys(sent.inputs)).toEqual(['ml-request']);
    expect(JSON.parse(String((sent.inputs as Record<string, unknown>)['ml-request']))).toMatchObject({
      version: 1,
      model: 'birds',
      environment: 'production',
      cause: 'drift',
      columns: ['operator_kind', 'aircraft_class'],
      issue: 1,
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(comments()).toEqual([expect.stringMatching(/^A training was started: \[run \d+\]\(http/)]);
    endRuns();
    expect(reasonOf(await check(2))).toMatch(/^one was started at 2026-11-21T03:17:00.000Z, less than 7d ago$/);
    expect(dispatches()).toHaveLength(1);
    await repository.startRun({
      ...{ workflow: '.github/workflows/train.yml', event: 'push' },
      ...{ headSha: await repository.commit({ files: { 'a.txt': 'a' }, message: 'Train' }), headBranch: 'main' },
    });
    expect(reasonOf(await check(9))).toMatch(/^run \d+ of train.yml has not ended$/);
    endRuns();
    expect((await check(10)).predicate.retrain?.state).toBe('started');
    expect(comments()).toHaveLength(2);
  });

  test('says on the issue what became of it, with a comment where that changes', async () => {
    const body = () => repository.state.issues[0]?.body;
    const missing = { 'retrain-workflow': 'other.yml' };
    await check(1, missing);
    expect(body()).toContain('No training was started: GitHub refused to start it; the log says why.');
    await check(2, missing);
    expect(comments()).toEqual([]);
    await check(3, { retrain: 'suggest' });
    expect(body()).toContain('gh workflow run train.yml');
    await check(4, { retrain: 'suggest' });
    expect(comments()).toEqual(['Start a training:\n\n```sh\ngh workflow run train.yml\n```']);
    await check(5);
    expect(body()).toMatch(/A training was started: \[run \d+\]\(http/);
    expect(comments()).toHaveLength(2);
    endRuns();
    await check(6);
    expect(body()).toMatch(/No training was started: one was started at/);
    expect(comments()).toHaveLength(2);
  });

  test('does not say again what one leg of a matrix answers after the other', async () => {
    const legs = [{ retrain: 'suggest' }, { 'retrain-workflow': 'other.yml' }];
    for (const night of [1, 2, 3])
      for (const [at, leg] of legs.entries()) await check(night, { ...leg, matrix: JSON.stringify({ at }) });
    expect(comments()).toEqual([expect.stringMatching(/^No training was/), expect.stringMatching(/^Start a training/)]);
  });

  test('starts one where a run is repeated in the cooldown', async () => {
    expect((await check(1)).predicate.retrain?.state).toBe('started');
    endRuns();
    for (const _ of ['second', 'third attempt']) {
      expect(reasonOf(await check(1))).toMatch(/^one was started at 2026-11-21T03:17:00.000Z/);
    }
    await check(2);
    expect(reasonOf(await check(1))).toMatch(/^one was started at/);
    expect(dispatches()).toHaveLength(1);
  });

  test('does not wait for itself, nor for pull requests', async () => {
    const start = async (facts: { id?: number; event: string; headBranch: string; status?: 'queued' }) => {
      const headSha = await repository.commit({ files: { 'a.txt': facts.event }, message: facts.event });
      return repository.startRun({ workflow: '.github/workflows/train.yml', headSha, ...facts });
    };
    await start({ event: 'pull_request', headBranch: 'main' });
    await start({ event: 'push', headBranch: 'topic' });
    await start({ id: 1001, event: 'schedule', headBranch: 'main' });
    expect((await check(1)).predicate.retrain?.state).toBe('started');
    endRuns();
    await start({ id: 1009, event: 'schedule', headBranch: 'main' });
    const { id } = await start({ event: 'workflow_dispatch', headBranch: 'main', status: 'queued' });
    expect(reasonOf(await check(9))).toBe(`run ${id} of train.yml has not ended`);
  });

  test('sends an event where no workflow is named', async () => {
    const { predicate } = await check(1, { 'retrain-workflow': '' });
    expect(predicate.retrain).toMatchObject({ state: 'started', run: null });
    expect(dispatches()).toMatchObject([{ kind: 'repository', event: 'ml-retrain', payload: { model: 'birds' } }]);
  });

  test('waits for the labels of the window', async () => {
    const rows = (shift: number) =>
      Array.from({ length: 400 }, (_, at) => `${at},${(at % 100) + shift},${(at % 10) / 10},${Number(at % 10 > 4)}`);
    const table = (header: string, lines: readonly string[]) => [header, ...lines].join('\n');
    await nights.write('reference.csv', table('id,x,score,truth', rows(0)));
    await nights.write(
      'now.csv',
      table(
        'id,x,score',
        rows(50).map((row) => row.replace(/,\d$/, '')),
      ),
    );
    const labels = (count: number) =>
      rows(50)
        .slice(0, count)
        .map((row) => row.replace(/^(\d+),.*,(\d)$/, '$1,$2'));
    await nights.write('labels.csv', table('id,truth', labels(10)));
    const late = {
      reference: 'path:reference.csv',
      current: 'now.csv',
      features: 'x',
      truth: 'labels.csv',
      'join-key': 'id',
    };
    expect(reasonOf(await check(1, late))).toBe('the labels of the window have not arrived yet');
    await nights.write('labels.csv', table('id,truth', labels(400)));
    expect((await check(2, late)).predicate.retrain?.state).toBe('started');
  });

  test('waits for the drift to be confirmed', async () => {
    expect((await check(1, { debounce: '2/3' })).predicate.retrain).toBeNull();
    expect((await check(2, { debounce: '2/3', current: year(2001) })).predicate.retrain?.state).toBe('started');
  });

  test('does nothing where all is well', async () => {
    expect((await check(1, { current: 'data/train.csv' })).predicate.retrain).toBeNull();
  });

  const lines = (line: (at: number) => string) =>
    `x,y\n${Array.from({ length: 500 }, (_, at) => line(at)).join('\n')}\n`;
  test.each([
    ['a broken schema', lines((at) => `n${at},${at}`), 'schema', null],
    ['lost values', lines((at) => `${at % 2 ? at : ''},${at}`), 'drift', 'values are missing that the reference had'],
  ])('refuses %s', async (_name, current, status, reason) => {
    await nights.write(
      'reference.csv',
      lines((at) => `${at},${at}`),
    );
    await nights.write('now.csv', current);
    const checked = await check(1, { reference: 'path:reference.csv', current: 'now.csv', features: '' });
    expect(checked.outcome.outputs.status).toBe(status);
    expect(reasonOf(checked)?.split(':')[0] ?? null).toBe(reason);
    expect(dispatches()).toEqual([]);
  });

  test.each([
    ['is that of the serving version', 'a', 'a', 'the training data is still that of the serving version'],
    ['is newer', 'a', 'b', undefined],
    ['of this commit was never checked', 'a', null, undefined],
    ['of the version is not known', null, 'a', undefined],
  ])('training data that %s', async (_name, learned, now, reason) => {
    await check(1, { current: 'data/train.csv', 'profile-out': 'out.json', issue: 'never' });
    if (learned !== null) await leaveDataReport(nights, learned.repeat(64));
    await serve(nights, await readFile(join(nights.workspace, 'out.json'), 'utf8'));
    if (now !== null) await storeDataReport(nights, now.repeat(64));
    const checked = await check(2, { reference: 'auto' });
    expect(checked.predicate.retrain?.state).toBe(reason ? 'refused' : 'started');
    expect(reasonOf(checked) ?? undefined).toBe(reason);
    expect(dispatches()).toHaveLength(reason ? 0 : 1);
  });

  test('refuses where history or trust is missing', async () => {
    const store = () => Promise.reject(new Error('unreachable'));
    expect(reasonOf(await check(1, {}, { store }))).toBe(
      'earlier runs could not be read, so the drift is not confirmed',
    );
    const run = fakeRun(nights.workspace, { isTrusted: false });
    expect(reasonOf(await check(1, {}, { run }))).toBe('only runs of the default branch start trainings');
    expect(dispatches()).toEqual([]);
  });

  test('a workflow that is not there is a warning and no verdict', async () => {
    const { predicate, log, outcome } = await check(1, { 'retrain-workflow': 'other.yml' });
    expect(predicate.retrain).toMatchObject({ state: 'refused', reason: expect.stringContaining('GitHub refused') });
    expect(outcome.outputs.status).toBe('drift');
    expect(log.filter((line) => line.startsWith('warning: retrain: '))).toHaveLength(1);
    expect((await check(2)).predicate.retrain?.state).toBe('started');
  });
});

test('retrain: suggest shows the command', async () => {
  const { predicate, markdown } = await check(1, { retrain: 'suggest' });
  expect(predicate.retrain).toMatchObject({ state: 'suggested', command: 'gh workflow run train.yml' });
  expect(markdown).toContain('gh workflow run train.yml');
  expect(dispatches()).toEqual([]);
});

describe('webhook', () => {
  const received: { readonly [key: string]: unknown }[] = [];
  let receiver: Server;
  let status = 200;
  beforeAll(async () => {
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        received.push(JSON.parse(Buffer.concat(chunks).toString()));
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => {
      receiver.listen(0, '127.0.0.1', resolve);
    });
  });
  afterAll(() => receiver.close());
  beforeEach(() => {
    received.length = 0;
    status = 200;
  });
  const hook = (more = {}) => {
    const { port } = receiver.address() as AddressInfo;
    return { retrain: 'off', 'webhook-url': `http://127.0.0.1:${port}/secret`, ...more };
  };

  test('hears the start and the end of an alarm, and nothing between', async () => {
    await check(1, hook());
    await check(2, hook());
    for (const night of [3, 4, 5, 6]) {
      await check(night, hook({ current: await nights.again('data/train.csv', night) }));
    }
    expect(received.map(({ phase, status: said, model }) => [phase, said, model])).toEqual([
      ['entered', 'drift', 'birds'],
      ['recovered', 'ok', 'birds'],
    ]);
  });

  test('hears an alarm once where its run is repeated, and its end where that finds other data', async () => {
    await check(1, hook());
    await check(1, hook());
    expect(received.map(({ phase }) => phase)).toEqual(['entered']);
    await check(1, hook({ current: 'data/train.csv' }));
    expect(received.map(({ phase, status: said }) => [phase, said])).toEqual([
      ['entered', 'drift'],
      ['quiet', 'ok'],
    ]);
  });

  test('hears one alarm of all legs of a matrix', async () => {
    for (const region of ['a', 'b']) await check(1, hook({ matrix: JSON.stringify({ region }) }));
    expect(received.map(({ phase }) => phase)).toEqual(['entered']);
  });

  test('hears every alarm where nothing is remembered', async () => {
    const store = () => Promise.reject(new Error('unreachable'));
    await check(1, hook(), { store });
    await check(2, hook({ current: 'data/train.csv' }), { store });
    expect(received.map(({ phase, status: said }) => [phase, said])).toEqual([['stateless', 'drift']]);
  });

  test.each([
    ['slack', { text: 'Drift in birds (production): 2 columns' }],
    ['teams', { type: 'message' }],
  ])('as %s takes it, without a name from the data', async (format, message) => {
    await check(1, hook({ 'webhook-format': format }));
    expect(received).toMatchObject([message]);
    expect(JSON.stringify(received)).not.toContain('operator_kind');
  });

  test('a receiver that refuses is a warning without the address', async () => {
    status = 500;
    const { log, outcome } = await check(1, hook());
    expect(outcome.outputs.status).toBe('drift');
    expect(log).toContain('warning: webhook-url: the receiver answered 500.');
    expect(received).toHaveLength(3);
    const nobody = { environment: 'staging', retrain: 'off', 'webhook-url': 'http://127.0.0.1:1/secret' };
    const gone = await check(1, nobody);
    expect(gone.log.filter((line) => line.includes('webhook-url'))).toHaveLength(1);
    expect(gone.log.join()).not.toContain('secret');
  });
});
