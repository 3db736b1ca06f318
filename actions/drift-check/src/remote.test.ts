import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { layout } from '@ml-actions/core/store/layout';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { fakeRun } from '../../../test/support/ports.ts';
import { selfSigned } from '../../../test/support/self-signed.ts';
import { type Nights, openNights } from './fixture/check.ts';

let nights: Nights;
let server: Server;
let requests: IncomingMessage[];
let env: Record<string, string>;

/** A store of one bucket: keys are paths of the workspace's data; a listing names the production files. */
beforeEach(async () => {
  nights = await openNights();
  requests = [];
  server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const key = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
  env = { ...key, AWS_ENDPOINT_URL: url, STORAGE_EMULATOR_HOST: url, GOOGLE_OAUTH_ACCESS_TOKEN: 'token' };
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await nights.close();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  requests.push(request);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://store');
  const folder = join(nights.workspace, 'data');
  if (searchParams.has('list-type')) return response.end(await listing(folder));
  const body = await readFile(join(folder, pathname.replace('/birds/', ''))).catch(() => null);
  return body ? response.end(body) : response.writeHead(404).end();
}

async function listing(folder: string): Promise<string> {
  const keys = ['production/1999.csv', 'production/2000.csv'];
  const sizes = await Promise.all(keys.map(async (key) => (await stat(join(folder, key))).size));
  const contents = keys.map((key, at) => `<Contents><Key>${key}</Key><Size>${sizes[at]}</Size></Contents>`);
  return `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
}
const local = { current: 'data/production/2000.csv', reference: 'path:data/train.csv', issue: 'never' };
const check = (values: Record<string, string>, overrides = {}) =>
  nights.check(1, { ...local, ...values }, { env, ...overrides });
const pathsAsked = (): (string | undefined)[] => requests.map(({ url }) => url);
const digestOf = async (path: string) => (await check({ current: path })).predicate.current.sha256;

describe('data in a store', () => {
  test('is checked as the same data in the workspace is', async () => {
    const here = await check({});
    expect(requests).toEqual([]);
    const there = await check({ current: 's3://birds/production/2000.csv', reference: 'path:gs://birds/train.csv' });
    expect(there.predicate.columns).toEqual(here.predicate.columns);
    expect(there.predicate.current).toEqual({
      ...here.predicate.current,
      source: 's3://birds/production/2000.csv',
      sha256: there.predicate.current.sha256,
    });
    expect(there.predicate.reference).toMatchObject({ source: 'gs://birds/train.csv', kind: 'data' });
    expect(pathsAsked().sort()).toEqual(['/birds/production/2000.csv', '/birds/train.csv']);
    expect(there.log).toContainEqual(expect.stringMatching(/^info: remote: 2 object\(s\), \d+ bytes$/));
  });

  test('is several objects by a pattern, and its profile is a reference', async () => {
    await check({ current: 'data/train.csv', 'profile-out': 'data/profile.json' });
    const values = { current: 's3://birds/production/*.csv', reference: 'path:s3://birds/profile.json' };
    const { predicate } = await check(values);
    expect(predicate.reference).toMatchObject({ source: 's3://birds/profile.json', kind: 'profile' });
    expect(predicate.current.files).toBe(2);
  });

  test('is that of a day', async () => {
    await expect(check({ current: 's3://birds/{yesterday}/{date}.csv' })).rejects.toThrow(
      'remote: "s3://birds/2026-11-20/2026-11-21.csv" does not exist (got HTTP 404)',
    );
  });

  test('of predictions and truths is fetched as well', async () => {
    await nights.write('data/current.csv', `k,x\n${row((at) => at % 7)}`);
    await nights.write('data/said.csv', `k,prediction\n${row((at) => ['a', 'b'][at % 2])}`);
    await nights.write('data/true.csv', `k,truth\n${row((at) => ['a', 'b'][at % 2])}`);
    await nights.write('data/old.csv', `x,prediction,truth\n${row((at) => `${['a', 'b'][at % 2]},a`)}`);
    const values = { current: 's3://birds/current.csv', predictions: 'gs://birds/said.csv', 'join-key': 'k' };
    const more = { ...values, truth: 's3://birds/true.csv', reference: 'path:data/old.csv' };
    const { predicate } = await check(more);
    expect(predicate.performance?.metrics[0]).toMatchObject({ metric: 'accuracy', realised: { value: 1 } });
    expect(predicate.current.files).toBe(3);
  });
  const row = (value: (at: number) => unknown): string =>
    Array.from({ length: 200 }, (_, at) => `${at},${value(at)}\n`).join('');

  test('shows no query of an address, which may be a signature', async () => {
    const { key, cert } = await selfSigned();
    const usual = getCACertificates('default');
    setDefaultCACertificates([...usual, cert]);
    onTestFinished(() => setDefaultCACertificates(usual));
    const secure = createTlsServer({ key, cert }, answer).listen(0, '127.0.0.1');
    onTestFinished(() => void secure.close());
    await once(secure, 'listening');
    const at = (path: string) => `https://127.0.0.1:${(secure.address() as AddressInfo).port}/${path}?sig=secret`;
    await check({ current: 'data/train.csv', 'profile-out': 'data/profile.json' });
    for (const values of [{ current: at('nothing.csv') }, { reference: at('train.csv') }])
      await expect(check(values)).rejects.toThrow(/^(?=.*https:\/\/127)(?!.*secret)/);
    for (const reference of ['train.csv', 'profile.json']) {
      const run = await check({ current: at('production/2000.csv'), reference: `path:${at(reference)}` });
      const { report, 'html-report': html } = run.outcome.outputs;
      const files = [report, html].map((path) => readFile(join(nights.workspace, String(path)), 'utf8'));
      const state = (await (await nights.ports(1).store()).view()).read(layout.drift('birds', 'production'));
      const told = [...(await Promise.all(files)), Buffer.from((await state) ?? []).toString()];
      expect(told.at(-1)).toContain('"question":"path:https://');
      expect(told.join() + run.markdown + run.log.join()).not.toContain('secret');
    }
  });
});

describe('credentials', () => {
  const current = 's3://birds/production/2000.csv';
  test('are those of the environment', async () => {
    await check({ current });
    expect(requests[0]?.headers.authorization).toContain('AKIDEXAMPLE');
  });

  test.each([{ isFork: true }, { isDependabot: true }])('are not used for $0', async (whose) => {
    const run = fakeRun(nights.workspace, { ...whose, isTrusted: false });
    await check({ current, reference: 'path:gs://birds/train.csv' }, { run });
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });
});

describe('what is fetched', () => {
  test('is that which is pinned', async () => {
    const current = `s3://birds/production/2000.csv sha256=${'0'.repeat(64)}`;
    await expect(check({ current })).rejects.toThrow('is of another sha256 than is pinned');
    const bytes = await readFile(join(nights.workspace, 'data/production/2000.csv'));
    const pin = createHash('sha256').update(bytes).digest('hex');
    expect(await digestOf(`s3://birds/production/2000.csv sha256=${pin}`)).toBe(
      await digestOf('s3://birds/production/2000.csv'),
    );
  });

  test('is at most max-bytes', async () => {
    const values = { current: 's3://birds/production/2000.csv', 'max-bytes': '1000' };
    await expect(check(values)).rejects.toThrow('max-bytes: "s3://birds/production/2000.csv" is too large');
  });
});
