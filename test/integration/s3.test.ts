import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fetchRemote } from '@ml-actions/data/remote/fetch-remote';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openNights } from '../../actions/drift-check/src/fixture/check.ts';
import { root } from '../../packages/build/src/sources.ts';
import { fakeRun } from '../support/ports.ts';
import { referencePython } from '../support/reference-python.ts';

type Env = Record<string, string>;

let server: ChildProcess;
let cache: string;
let reader: Env;
let stranger: Env;
beforeAll(async () => {
  const python = referencePython(join(root, '.cache'), 'moto');
  server = spawn(python, [join(root, 'test/integration/reference/s3.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  if (!server.stdout) throw new Error('the server has no output');
  const died = once(server, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`)));
  died.catch(() => undefined); // it ends after the tests as well
  const [line] = await Promise.race([once(createInterface(server.stdout), 'line'), died]);
  const told = JSON.parse(String(line)) as { readonly url: string; readonly reader: Env; readonly stranger: Env };
  const place = { AWS_ENDPOINT_URL: told.url, AWS_REGION: 'eu-west-1' };
  reader = { ...told.reader, ...place };
  stranger = { ...told.stranger, ...place };
  cache = await mkdtemp(join(tmpdir(), 'ml-s3-'));
});
afterAll(async () => {
  server.stdin?.end();
  await once(server, 'exit');
  await rm(cache, { recursive: true });
});

const get = (lines: readonly string[], env: Env) => fetchRemote(lines, { cache, env, pause: 1 });

describe('drift-check', () => {
  const values = {
    current: 's3://data/nights/{date}.csv',
    reference: 'path:s3://data/nights/train.csv',
    issue: 'never',
    debounce: '1/1',
  };

  test('compares objects, and a fork gets none that is not public', async () => {
    const nights = await openNights();
    const { predicate } = await nights.check(1, values, { env: reader });
    expect(predicate).toMatchObject({ verdict: 'drift', worstColumn: 'x', current: { rows: 400 } });
    const run = fakeRun(nights.workspace, { isFork: true, isTrusted: false });
    await expect(nights.check(1, values, { env: reader, run })).rejects.toThrow('(got HTTP 403)');
    await nights.close();
  });
});

describe('a server that verifies signatures', () => {
  test('objects, whatever their keys are', async () => {
    const [strange, plain] = await get(["s3://data/birds/a b+ü&'(1).csv", 's3://data/birds/part-1.csv size=7'], reader);
    expect(await readFile(strange?.path ?? '', 'utf8')).toBe('id\n1\n');
    expect(await readFile(plain?.path ?? '', 'utf8')).toBe('id\n2\n3\n');
  });

  test.each([
    ['s3://data/birds/part-*.csv', ['part-1.csv', 'part-2.csv']],
    ['s3://data/birds/**/*.csv', ["a b+ü&'(1).csv", 'deep/part-3.csv', 'part-1.csv', 'part-2.csv']],
    ['s3://data/birds/part-[2-9].csv', ['part-2.csv']],
  ])('%s', async (pattern, keys) => {
    const found = await get([pattern], reader);
    expect(found.map(({ uri }) => uri)).toEqual(keys.map((key) => `s3://data/birds/${key}`));
  });

  test('listings of several pages are read to their end', async () => {
    const found = await get(['s3://data/many/*99.csv', 's3://data/many/0119?.csv'], reader);
    expect(found).toHaveLength(12 + 10);
  });

  test.each([
    ['no object', 's3://data/none.csv', () => reader, 'does not exist (got HTTP 404)'],
    ['no match', 's3://data/birds/*.parquet', () => reader, 'matches no object'],
    ['no right', 's3://data/birds/part-1.csv', () => stranger, 'may not be read with these credentials (got HTTP 403)'],
    ['no right to list', 's3://data/birds/*', () => stranger, 'may not be read with these credentials (got HTTP 403)'],
    [
      'another secret',
      's3://data/birds/part-1.csv',
      () => ({ ...reader, AWS_SECRET_ACCESS_KEY: 'other' }),
      'may not be read with these credentials (got HTTP 403)',
    ],
  ])('%s', async (_, line, env, message) => {
    await expect(get([line], env())).rejects.toThrow(message);
  });
});
