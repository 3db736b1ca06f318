import { mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import { InputError } from '../error.ts';
import { inside, insideNew, isWithin } from './inside.ts';

let root: string;
let outside: string;

beforeAll(async () => {
  const base = await realpath(await mkdtemp(path.join(tmpdir(), 'inside-')));
  root = path.join(base, 'root');
  outside = path.join(base, 'root-sibling');
  await mkdir(path.join(root, 'data/deep'), { recursive: true });
  await mkdir(outside);
  await writeFile(path.join(root, 'data/a.csv'), 'x');
  await writeFile(path.join(outside, 'secret'), 'x');
  await symlink('data/a.csv', path.join(root, 'good-link'));
  await symlink('../root-sibling/secret', path.join(root, 'bad-link'));
  await symlink('../root-sibling', path.join(root, 'bad-directory'));
  await symlink('nowhere', path.join(root, 'dangling'));
  await symlink('loop', path.join(root, 'loop'));
});

describe('inside', () => {
  test.each([
    ['data/a.csv', 'data/a.csv'],
    ['data', 'data'],
    ['.', '.'],
    ['./data/../data/a.csv', 'data/a.csv'],
    ['good-link', 'data/a.csv'],
  ])('%s', async (candidate, expected) => {
    expect(await inside(root, candidate)).toBe(path.resolve(root, expected));
    expect(await inside(root, path.resolve(root, candidate))).toBe(path.resolve(root, expected));
  });

  test.each([
    ['', 'data: the path is empty (expected a path inside the workspace).'],
    ['a\0b', 'data: the path contains a NUL character.'],
    ['none.csv', 'data: "none.csv" does not exist.'],
    ['data/a.csv/x', 'data: "data/a.csv/x" does not exist.'],
    ['loop', 'data: "loop" is a loop of symbolic links.'],
    ['dangling', 'data: "dangling" does not exist.'],
    [
      '..',
      'data: ".." leaves the directory it must stay in. Name a path inside it; symbolic links that point outside are not followed.',
    ],
    [
      '../root-sibling/secret',
      'data: "../root-sibling/secret" leaves the directory it must stay in. Name a path inside it; symbolic links that point outside are not followed.',
    ],
    [
      'bad-link',
      'data: "bad-link" leaves the directory it must stay in. Name a path inside it; symbolic links that point outside are not followed.',
    ],
    [
      'bad-directory/secret',
      'data: "bad-directory/secret" leaves the directory it must stay in. Name a path inside it; symbolic links that point outside are not followed.',
    ],
  ])('refuses %j', async (candidate, message) => {
    await expect(inside(root, candidate, 'data')).rejects.toThrow(new InputError(message));
  });

  test.skipIf(process.platform === 'win32')('refuses a socket and a device', async () => {
    const socket = path.join(root, 'socket');
    const server = createServer().listen(socket);
    await new Promise((resolve) => server.once('listening', resolve));
    await expect(inside(root, 'socket')).rejects.toThrow(
      'path: "socket" is a device, socket or pipe (expected a file or directory).',
    );
    server.close();
    await expect(inside('/', 'dev/null')).rejects.toThrow('is a device, socket or pipe');
  });

  test('whatever the path, the result is inside or it is refused', async () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '',
      'data',
      'deep',
      'a.csv',
      'good-link',
      'bad-link',
      'bad-directory',
      'secret',
      'loop',
      '~',
      'a\0',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), fc.boolean(), async (parts, absolute) => {
        const candidate = `${absolute ? '/' : ''}${parts.join('/')}`;
        for (const check of [inside, insideNew]) {
          const found = await check(root, candidate).catch((error: unknown) => {
            expect(error).toBeInstanceOf(InputError);
            return root;
          });
          expect(isWithin(root, found)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('insideNew', () => {
  test('gives a path that does not exist yet', async () => {
    expect(await insideNew(root, 'new/x/y.json')).toBe(path.join(root, 'new/x/y.json'));
    expect(await insideNew(root, 'data/a.csv')).toBe(path.join(root, 'data/a.csv'));
  });

  test.each(['bad-directory/new', '../new', 'dangling', 'data/a.csv/new', 'bad-link'])(
    'refuses %s',
    async (candidate) => {
      await expect(insideNew(root, candidate)).rejects.toThrow(InputError);
    },
  );
});
