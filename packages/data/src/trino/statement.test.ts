import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { trinoConnection } from './connection.ts';
import { runStatement } from './statement.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

/** A coordinator that gives these answers in turn, and what it was asked. */
async function coordinator(answers: readonly ((response: ServerResponse, url: string) => void)[]) {
  const asked: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const started = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    headers.push(request.headers);
    request.resume();
    const { port } = started.address() as AddressInfo;
    const answer = request.method === 'DELETE' ? json({}) : answers[asked.length - 1];
    (answer ?? json({ id: 'q' }))(response, `http://127.0.0.1:${port}`);
  }).listen(0, '127.0.0.1');
  server = started;
  await once(started, 'listening');
  const url = `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
  const rows = async (env: Record<string, string> = {}) => {
    const all: unknown[] = [];
    const connection = trinoConnection({ server: url, catalog: 'c', schema: 's' }, env);
    for await (const page of runStatement(connection, 'SELECT 1', 'data')) all.push(...page.rows);
    return all;
  };
  return { asked, headers, rows };
}

const json = (body: object) => (response: ServerResponse, url: string) =>
  void response.end(JSON.stringify({ id: 'q', ...body }).replaceAll('HERE', url));
const status = (code: number) => (response: ServerResponse) => void response.writeHead(code).end('no');

describe('a statement', () => {
  test('is followed to its end, over passing failures', async () => {
    const { rows, asked, headers } = await coordinator([
      status(503),
      json({ nextUri: 'HERE/v1/1' }),
      status(502),
      json({ nextUri: 'HERE/v1/2', columns: [{ name: 'a', type: 'bigint' }], data: [[1]] }),
      status(504),
      json({ data: [[2], [3]] }),
    ]);
    expect(await rows({ TRINO_USER: 'ci', TRINO_PASSWORD: 'secret' })).toEqual([[1], [2], [3]]);
    expect(asked).toEqual([
      'POST /v1/statement',
      'POST /v1/statement',
      'GET /v1/1',
      'GET /v1/1',
      'GET /v1/2',
      'GET /v1/2',
    ]);
    for (const each of headers)
      expect(each).toMatchObject({
        'x-trino-user': 'ci',
        'x-trino-catalog': 'c',
        'x-trino-schema': 's',
        'x-trino-time-zone': 'UTC',
        authorization: `Basic ${btoa('ci:secret')}`,
      });
  });

  test('carries a token instead of a password', async () => {
    const { rows, headers } = await coordinator([json({})]);
    await rows({ TRINO_TOKEN: 'jwt', TRINO_PASSWORD: 'secret' });
    expect(headers[0]?.authorization).toBe('Bearer jwt');
  });

  test.each([
    ['no Trino', json({ id: 3 }), 'engine-config.server: does not answer as Trino does'],
    ['no JSON', (response: ServerResponse) => void response.end('<html>'), 'does not answer as Trino does'],
    ['wrong credentials', status(401), 'does not accept these credentials (got HTTP 401). Set TRINO_TOKEN'],
    ['nobody', status(403), 'does not let this user in (got HTTP 403)'],
    ['a defect', status(500), 'answers with HTTP 500'],
    [
      'a redirect',
      (response: ServerResponse) => void response.writeHead(302, { location: '/x' }).end(),
      'unexpected redirect',
    ],
    ['another address', json({ nextUri: 'http://elsewhere.example/v1' }), 'sends its clients to another address'],
    [
      'an error with a value',
      json({
        error: { message: "Cannot cast 'secret' to INT", errorName: 'INVALID_CAST_ARGUMENT', errorType: 'USER_ERROR' },
      }),
      'data: Trino could not do this (INVALID_CAST_ARGUMENT, query q).',
    ],
    [
      'no access',
      json({ error: { message: 'Access Denied: x', errorName: 'PERMISSION_DENIED', errorType: 'USER_ERROR' } }),
      'data: Access Denied: x (got PERMISSION_DENIED).',
    ],
  ])('meets %s', async (_, answer, message) => {
    const { rows } = await coordinator(Array.from({ length: 9 }, () => answer));
    await expect(rows()).rejects.toThrow(message);
  });

  test('an error after rows is an error', async () => {
    const error = { message: '', errorName: 'EXCEEDED_LOCAL_MEMORY_LIMIT', errorType: 'INSUFFICIENT_RESOURCES' };
    const { rows } = await coordinator([json({ nextUri: 'HERE/1', data: [[1]] }), json({ error })]);
    await expect(rows()).rejects.toThrow('data: Trino could not do this (EXCEEDED_LOCAL_MEMORY_LIMIT, query q).');
  });

  test('that its reader leaves is cancelled', async () => {
    const { rows, asked } = await coordinator([json({ nextUri: 'HERE/1', columns: [], data: [[1]] }), status(400)]);
    await expect(rows()).rejects.toThrow('HTTP 400');
    expect(asked.at(-1)).toBe('DELETE /1');
  });
});

test.each([
  ['trino.example', 'is no address (got "trino.example", expected https://HOST[:PORT])'],
  ['http://trino.example', 'is not https (got "http://trino.example", expected https, or http on loopback)'],
  ['http://127.0.0.1.example', 'is not https'],
  ['https://me:secret@trino.example', 'holds credentials. Set TRINO_USER'],
])('the server %s is refused', (address, message) => {
  expect(() => trinoConnection({ server: address }, {})).toThrow(message);
});
