import { mkdir, mkdtemp, realpath, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { walk } from './walk.ts';

let root: string;

async function put(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), name);
  }
}

const listed = async (target: string) => {
  const { base, files } = await walk(root, target, 'model-path');
  return [path.relative(root, base), files.map((file) => file.path)];
};

beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'walk-')));
  await put(
    'model/b.bin',
    'model/a-b',
    'model/a/b',
    'model/.hidden',
    'model/.git/config',
    'model/a/.gitignore',
    'other/c.json',
  );
});

describe('walk', () => {
  test.each([
    ['model', ['model', ['.hidden', 'a-b', 'a/.gitignore', 'a/b', 'b.bin']]],
    ['model/b.bin', ['model', ['b.bin']]],
    ['model/*.bin', ['model', ['b.bin']]],
    ['*/{b.bin,c.json}', ['', ['model/b.bin', 'other/c.json']]],
    ['model/**/b', ['model', ['a/b']]],
    ['model/*.none', ['model', []]],
  ])('%s', async (target, expected) => {
    expect(await listed(target)).toEqual(expected);
  });

  test('reads a link to a file inside under its own name', async () => {
    await symlink('../other/c.json', path.join(root, 'model/link.json'));
    const { files } = await walk(root, 'model');
    expect(files.find((file) => file.path === 'link.json')?.absolute).toBe(path.join(root, 'other/c.json'));
  });

  test.each([
    ['/etc/hostname', 'model-path: "{root}/model/link" leaves the directory'],
    ['../other', 'model-path: "link" is a symbolic link to a directory. Name that directory itself.'],
    ['nowhere', 'model-path: "{root}/model/link" does not exist.'],
  ])('refuses a link to %s', async (target, message) => {
    await symlink(target, path.join(root, 'model/link'));
    await expect(walk(root, 'model', 'model-path')).rejects.toThrow(message.replace('{root}', root));
  });

  test.skipIf(process.platform !== 'linux')('refuses names that are one name elsewhere', async () => {
    await put('model/A-B');
    await expect(walk(root, 'model', 'model-path')).rejects.toThrow(
      'model-path: "A-B" and "a-b" are one file on systems that ignore case. Rename one of them.',
    );
  });

  test.skipIf(process.platform !== 'linux')(
    'refuses names that differ only in Unicode form, and control characters',
    async () => {
      await put('model/\u00e9', 'model/e\u0301');
      await expect(walk(root, 'model')).rejects.toThrow('are one file on systems');
      await put('third/a\nb');
      await expect(walk(root, 'third')).rejects.toThrow(
        'path: the file name "a\\nb" cannot be kept on every system. Rename it without backslashes, control characters or bytes that are not UTF-8.',
      );
    },
  );

  test('does not leave the root by a glob', async () => {
    await put('model/deep/x');
    await expect(walk(path.join(root, 'model'), '../other/*')).rejects.toThrow('leaves the directory');
    await expect(walk(path.join(root, 'model'), '*/../../other/*')).rejects.toThrow('leaves the directory');
  });
});
