import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { selfSigned } from '../../../../test/support/self-signed.ts';
import { openEngine } from '../engine.ts';
import { fingerprint } from '../fingerprint.ts';
import { openSource } from '../source.ts';
import { fetchRemote, type RemoteOptions } from './fetch-remote.ts';

const body = Buffer.from('id,name\n1,é\n2,b\n');
const digest = createHash('sha256').update(body).digest('hex');
const commit = 'a'.repeat(40);

let root: string;
let cache: string;
let servers: Server[];
let requests: IncomingMessage[];
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'ml-remote-')));
  cache = join(root, 'cache');
  servers = [];
  requests = [];
});
afterEach(async () => {
  for (const server of servers) server.closeAllConnections();
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  await rm(root, { recursive: true, force: true });
});

async function listen(server: Server, scheme = 'http'): Promise<string> {
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const serve = (answer: RequestListener): Promise<string> =>
  listen(
    createServer((request, response) => {
      requests.push(request);
      answer(request, response);
    }),
  );
const always: RequestListener = (_, response) => response.end(body);
const get = (line: string, options: Partial<RemoteOptions> = {}) =>
  fetchRemote([line], { cache, env: {}, pause: 1, ...options });
const left = async (): Promise<string[]> => (await readdir(cache)).filter((name) => name !== 'sha256');

describe('what each store is asked', () => {
  test.each([
    [
      'gs://data/folder/a b.csv',
      (url: string) => ({ STORAGE_EMULATOR_HOST: url, GOOGLE_OAUTH_ACCESS_TOKEN: 'token' }),
      '/data/folder/a%20b.csv',
      { authorization: 'Bearer token' },
    ],
    [
      'az://data/x+y.csv',
      (url: string) => ({ AZURE_STORAGE_SERVICE_ENDPOINT: `${url}/account`, AZURE_STORAGE_ACCESS_TOKEN: 'token' }),
      '/account/data/x%2By.csv',
      { authorization: 'Bearer token', 'x-ms-version': '2021-12-02' },
    ],
    [
      'az://data/x.csv',
      (url: string) => ({ AZURE_STORAGE_SERVICE_ENDPOINT: url, AZURE_STORAGE_SAS_TOKEN: '?sv=2021&sig=a%2Bb' }),
      '/data/x.csv?sv=2021&sig=a%2Bb',
      { authorization: undefined },
    ],
    [
      `hf://datasets/acme/birds@${commit}/data/train.csv`,
      (url: string) => ({ HF_ENDPOINT: url, HF_TOKEN: 'token' }),
      `/datasets/acme/birds/resolve/${commit}/data/train.csv`,
      { authorization: 'Bearer token' },
    ],
    ['s3://data/x.csv', (url: string) => ({ AWS_ENDPOINT_URL: url }), '/data/x.csv', { authorization: undefined }],
  ])('%s', async (uri, env, path, headers) => {
    const url = await serve(always);
    const [file] = await get(`${uri} sha256=${digest} size=${body.length}`, { env: env(url) });
    expect(requests.map((each) => each.url)).toEqual([path]);
    expect(requests[0]?.headers).toMatchObject(
      Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
    );
    if (headers.authorization === undefined) expect(requests[0]?.headers.authorization).toBeUndefined();
    expect(await readFile(file?.path ?? '')).toEqual(body);
  });

  test('the signature of S3 is that of the AWS documentation', async () => {
    const url = await serve(always);
    const env = {
      AWS_ENDPOINT_URL_S3: url,
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'key',
      AWS_SESSION_TOKEN: 't',
    };
    await get('s3://data/x.csv', { env: { ...env, AWS_REGION: 'eu-west-1' } });
    const { authorization, 'x-amz-security-token': token } = requests[0]?.headers ?? {};
    expect(authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/eu-west-1\/s3\/aws4_request, SignedHeaders=/,
    );
    expect(token).toBe('t');
  });
});

describe('https', () => {
  let key: string;
  let cert: string;
  let usual: string[];
  beforeAll(async () => {
    ({ key, cert } = await selfSigned());
    usual = getCACertificates('default');
    setDefaultCACertificates([...usual, cert]);
  });
  afterAll(() => setDefaultCACertificates(usual));
  const serveTls = (answer: RequestListener): Promise<string> =>
    listen(createTlsServer({ key, cert }, answer), 'https');

  test('an object is fetched, read and told by its address without the query', async () => {
    const url = await serveTls(always);
    const uri = `${url}/data.csv?sig=secret`;
    const fetched = await get(uri);
    const engine = await openEngine({ allow: [cache], temp: join(root, 'temp') });
    const source = await openSource(engine, { name: 'data', paths: [uri], root, fetched });
    expect((await fingerprint(engine, source)).rows).toBe(2);
    expect(source.files.map(({ path }) => path)).toEqual([`${url}/data.csv`]);
    await engine.close();
  });

  test('a redirect to another host is followed without credentials, one to http is not', async () => {
    const seen: (string | undefined)[] = [];
    const store = await serveTls((request, response) => {
      seen.push(request.headers.authorization);
      response.end(body);
    });
    const uri = `hf://datasets/a/b@${commit}/c.csv`;
    const hub = await serve((_, response) => response.writeHead(302, { location: `${store}/signed?x=1` }).end());
    const [file] = await get(uri, { env: { HF_ENDPOINT: hub, HF_TOKEN: 'secret' } });
    expect([requests[0]?.headers.authorization, ...seen]).toEqual(['Bearer secret', undefined]);
    expect(file).toMatchObject({ uri, sha256: digest });

    const plain = await serve(always);
    const other = await serve((_, response) => response.writeHead(307, { location: `${plain}/?sig=secret` }).end());
    await expect(get(uri, { env: { HF_ENDPOINT: other } })).rejects.toThrow(
      `redirects to an address that is not https (got "${plain.replace(/\/$/, '')}")`,
    );
  });
});

describe('an object that is not the pinned one', () => {
  const s3 = (url: string) => ({ env: { AWS_ENDPOINT_URL: url } });
  test.each([
    ['another sha256', `s3://b/k.csv sha256=${'0'.repeat(64)}`, {}, 'is of another sha256 than is pinned'],
    ['another size', 's3://b/k.csv size=3', {}, 'is of another size than is pinned'],
    ['too large', 's3://b/k.csv', { maxBytes: body.length - 1 }, 'max-bytes: "s3://b/k.csv" is too large'],
  ])('%s is refused and not kept', async (_, line, options, message) => {
    for (const answer of [always, chunked]) {
      const url = await serve(answer);
      await expect(get(line, { ...s3(url), ...options })).rejects.toThrow(message);
      expect([...(await left()), ...(await readdir(join(cache, 'sha256')))]).toEqual([]);
    }
  });
  const chunked: RequestListener = (_, response) => {
    response.write(body.subarray(0, 5));
    response.end(body.subarray(5));
  };

  test('objects share max-bytes', async () => {
    const url = await serve(chunked);
    const options = { cache, pause: 1, ...s3(url), maxBytes: body.length * 2 - 1 };
    await expect(fetchRemote(['s3://b/1', 's3://b/2'], options)).rejects.toThrow('max-bytes');
    expect(await fetchRemote(['s3://b/1', 's3://b/2'], { ...options, maxBytes: body.length * 2 })).toHaveLength(2);
  });

  test('what is pinned is taken from the cache, unless the cache was changed', async () => {
    const url = await serve(always);
    const line = `s3://b/k.csv sha256=${digest}`;
    const [first] = await get(line, s3(url));
    expect(await get(line, s3(url))).toEqual([first]);
    expect(requests).toHaveLength(1);
    await writeFile(first?.path ?? '', 'tampered');
    expect(await get(line, s3(url))).toEqual([first]);
    expect(requests).toHaveLength(2);
  });
});

describe('failures', () => {
  const gs = (url: string) => ({ env: { STORAGE_EMULATOR_HOST: url, GOOGLE_OAUTH_ACCESS_TOKEN: 'secret' } });

  test('a broken connection is taken up where it broke', async () => {
    const url = await serve((request, response) => {
      const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const range = start > 0 ? { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` } : {};
      response.writeHead(start > 0 ? 206 : 200, { etag: '"v1"', 'content-length': body.length - start, ...range });
      response.write(body.subarray(start, start + 7), () => {
        if (start + 7 >= body.length) response.end();
        else setTimeout(() => response.destroy(), 250);
      });
    });
    const [file] = await get('gs://b/k.csv', gs(url));
    expect(file?.sha256).toBe(digest);
    expect(requests.map(({ headers }) => [headers.range, headers['if-match']])).toEqual([
      [undefined, undefined],
      ['bytes=7-', '"v1"'],
      ['bytes=14-', '"v1"'],
    ]);
  });

  test('without a version it starts anew', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': body.length });
      if (requests.length === 2) response.end(body);
      else response.write(body.subarray(0, 4), () => setTimeout(() => response.destroy(), 250));
    });
    expect((await get('gs://b/k.csv', { ...gs(url), maxBytes: body.length }))[0]?.sha256).toBe(digest);
  });

  test.each([
    [503, 4, 'could not be fetched in 4 tries (HTTP 503)'],
    [404, 1, '"gs://b/k.csv" does not exist (got HTTP 404)'],
    [403, 1, 'may not be read with these credentials (got HTTP 403)'],
    [412, 1, 'changed while it was fetched'],
  ])('HTTP %s', async (status, tries, message) => {
    const url = await serve((_, response) => response.writeHead(status).end('<secret/>'));
    const failure = await get('gs://b/k.csv', gs(url)).catch((error: Error) => error);
    expect(failure).toMatchObject({ message: expect.stringContaining(message) });
    expect((failure as Error).message).not.toContain('secret');
    expect(requests).toHaveLength(tries);
  });

  test('an endless redirect and a dead host end', async () => {
    const url = await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(get('gs://b/k.csv', gs(url))).rejects.toThrow('redirects more than 5 times');
    await expect(get('gs://b/k.csv', gs('http://127.0.0.1:2'))).rejects.toThrow('(ECONNREFUSED)');
  });
});

test.each([
  ['http://host/x.csv', 'cannot be fetched (got "http://host/x.csv", expected https://'],
  ['/etc/passwd', 'cannot be fetched'],
  ['https://user:secret@host/x.csv', 'an address holds no credentials (got "https://host/x.csv"'],
  ['s3://b', 'names no object'],
  ['s3://bucket/../x', 'a key with ".." as a part'],
  ['s3://B@d/x', 'an address holds no credentials'],
  ['s3://AKIA:wJal/K7@bucket/x', 'an address holds no credentials (got "s3://bucket/x"'],
  ['s3://-bad-/x', 'is no name of a bucket'],
  ['s3://b/x sha256=abc', 'the sha256 has another form'],
  ['s3://b/x size=1e3', 'the size is no number of bytes'],
  [`s3://b/* sha256=${digest}`, 'a pattern has no digest of its own'],
  ['gs://b/*.csv', 'a pattern is only understood for s3'],
  ['hf://datasets/a/b@main/x.csv', 'names no pinned revision'],
  ['az://c/x.csv', 'AZURE_STORAGE_ACCOUNT: does not name the storage account'],
])('%s is refused', async (line, message) => {
  await expect(get(line)).rejects.toThrow(message);
});
