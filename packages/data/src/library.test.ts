import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEngine } from './engine.ts';
import { translateEngineError } from './engine-error.ts';
import { currentPlatform, locateLibrary } from './library.ts';
import { pinnedLibrary as pinned } from './pinned-library.ts';

/** One ustar member, as `npm pack` writes it. */
function member(name: string, content: string): Buffer {
  const header = Buffer.alloc(512);
  header.write(`package/${name}`, 0);
  header.write(`${Buffer.byteLength(content).toString(8).padStart(11, '0')}\0`, 124);
  header.write('0', 156);
  return Buffer.concat([header, Buffer.from(content), Buffer.alloc((512 - (Buffer.byteLength(content) % 512)) % 512)]);
}
const tarball = gzipSync(
  Buffer.concat([member('duckdb.node', 'addon'), member('libduckdb.so', 'engine'), Buffer.alloc(1024)]),
);
const sha512 = (bytes: Uint8Array): string => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

let root: string;
let server: Server;
let requests: string[];
let answer: { status: number; body: Uint8Array };
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'ml-library-')));
  requests = [];
  answer = { status: 200, body: tarball };
  server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
});
afterEach(async () => {
  server.close();
  await rm(root, { recursive: true, force: true });
});

const options = () => ({
  platform: 'linux-x64',
  modulesFrom: root,
  toolCache: join(root, 'cache'),
  mirror: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  integrity: { 'linux-x64': sha512(tarball) },
});

describe('locateLibrary', () => {
  test('fetches once, then takes the tool cache', async () => {
    const first = await locateLibrary(options());
    expect(first.from).toBe('registry');
    expect(await readFile(first.path, 'utf8')).toBe('addon');
    expect(await readFile(join(first.path, '../libduckdb.so'), 'utf8')).toBe('engine');
    expect(await locateLibrary(options())).toEqual({ path: first.path, from: 'tool cache' });
    expect(requests).toEqual([`/@duckdb/node-bindings-linux-x64/-/node-bindings-linux-x64-${pinned.version}.tgz`]);
  });

  test('jobs that start together agree', async () => {
    const found = await Promise.all(Array.from({ length: 5 }, () => locateLibrary(options())));
    expect(new Set(found.map(({ path }) => path)).size).toBe(1);
  });

  test('engine-path comes first, as file or directory; node_modules before the registry', async () => {
    const modules = join(root, 'node_modules/@duckdb/node-bindings-linux-x64');
    await mkdir(modules, { recursive: true });
    await writeFile(join(modules, 'duckdb.node'), '');
    expect(await locateLibrary({ ...options(), enginePath: modules })).toMatchObject({ from: 'engine-path' });
    expect(await locateLibrary({ ...options(), enginePath: join(modules, 'duckdb.node') })).toMatchObject({
      from: 'engine-path',
    });
    expect(await locateLibrary(options())).toEqual({ path: join(modules, 'duckdb.node'), from: 'node_modules' });
    expect(requests).toEqual([]);
  });

  test('other bytes than the pinned ones are not unpacked', async () => {
    answer = { status: 200, body: gzipSync('evil') };
    await expect(locateLibrary(options())).rejects.toThrow('are not the pinned DuckDB library');
    await expect(readFile(join(root, 'cache'))).rejects.toThrow();
  });

  test.each([
    ['a registry that refuses', () => ({ ...options(), mirror: `${options().mirror}` }), 403, 'HTTP 403'],
    [
      'an unknown platform',
      () => ({ ...options(), platform: 'sunos-sparc' }),
      200,
      'there is no DuckDB library for this platform (got sunos-sparc',
    ],
    [
      'an engine-path without a library',
      () => ({ ...options(), enginePath: root }),
      200,
      'engine-path: there is no duckdb.node',
    ],
    [
      'a registry that is not there',
      () => ({ ...options(), mirror: 'http://127.0.0.1:1' }),
      200,
      'Name a reachable npm registry',
    ],
  ])('%s is one clear error', async (_, request, status, message) => {
    answer = { status, body: tarball };
    await expect(locateLibrary(request())).rejects.toThrow(message);
  });

  test('every platform of the pinned version has a sha512', () => {
    expect(Object.keys(pinned.integrity)).toHaveLength(8);
    expect(Object.keys(pinned.integrity)).toContain(currentPlatform());
    for (const integrity of Object.values(pinned.integrity)) expect(integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/);
  });
});

/** Headers of reports as Node writes them. */
test.each([
  ['Node 24 on Debian', 'linux', 'x64', { glibcVersionRuntime: '2.36', glibcVersionCompiler: '2.28' }, 'linux-x64'],
  ['Node 24 on an arm64 runner', 'linux', 'arm64', { glibcVersionRuntime: '2.39' }, 'linux-arm64'],
  ['Node 20.18 on musl 1.2.3', 'linux', 'x64', {}, 'linux-x64-musl'],
  ['arm64 with musl', 'linux', 'arm64', {}, 'linux-arm64-musl'],
  ['a Mac, whose report names no glibc either', 'darwin', 'arm64', {}, 'darwin-arm64'],
  ['Windows', 'win32', 'x64', {}, 'win32-x64'],
] as const)('the library is that of %s', (_, platform, arch, header, expected) => {
  const report = { getReport: () => ({ header }) } as unknown as NodeJS.ProcessReport & { excludeNetwork?: boolean };
  expect(currentPlatform({ platform, arch, report })).toBe(expected);
  expect(report.excludeNetwork ?? platform !== 'linux').toBe(true);
  expect(currentPlatform({ platform, arch })).toBe(`${platform}-${arch}`);
});

test('this machine is what its linker says', () => {
  if (process.platform !== 'linux') return expect(currentPlatform()).toBe(`${process.platform}-${process.arch}`);
  const linker = execFileSync('sh', ['-c', 'ldd --version 2>&1 || true'], { encoding: 'utf8' });
  expect(currentPlatform().endsWith('-musl')).toBe(/musl/i.test(linker));
});

describe('openEngine', () => {
  test('a file that is no library is an error, and nothing is left behind', async () => {
    const path = join(root, 'duckdb.node');
    await writeFile(path, 'junk');
    const child = openEngine({ allow: [root], temp: join(root, 'temp'), enginePath: join(root, 'none') });
    await expect(child).rejects.toThrow('engine-path: there is no duckdb.node');
  });
});

test.each([
  [
    'Invalid Input Error: CSV Error on Line: 7\nOriginal Line: secret\nExpected Number of Columns: 2 Found: 3',
    'data, line 7: a row has another number of columns than the header (got 3 columns, expected 2).',
  ],
  [
    "Conversion Error: Could not convert string 'secret' to INT32",
    'data: a value does not convert to the type of its column.',
  ],
  [
    'Out of Memory Error: could not allocate',
    'data: the memory limit was reached. Raise `memory-limit`, or use a larger runner; text of thousands of columns takes much less as Parquet.',
  ],
  ['Binder Error: no such column secret', 'data: the engine could not do this (Binder error).'],
  ['something else with secret', 'data: the engine could not do this (unknown error).'],
])('engine errors lose their values: %s', (text, expected) => {
  expect(translateEngineError(new Error(text), 'data').message).toBe(expected);
});
