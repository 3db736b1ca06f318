import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { manifestOf, manifestSchema, modelDigest, openssfRoot, verifyManifest } from './manifest.ts';

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'manifest-')));
  await mkdir(path.join(root, 'd0'));
  await writeFile(path.join(root, 'f1'), 'content');
  await writeFile(path.join(root, 'd0/f0'), '');
  await writeFile(path.join(root, 'd0-x'), Buffer.alloc(3 * 1024 * 1024 + 1, 7));
});

const NAMES = ['f1', 'd0/f0', 'd0-x'];

describe('manifest', () => {
  test('lists path, size and digest, sorted by code point', async () => {
    const manifest = await manifestOf(root, NAMES);
    expect(manifest).toMatchInlineSnapshot(`
      [
        {
          "path": "d0-x",
          "sha256": "58a5e35718631f3dfcecffb6be60725fe4faf2a0fab5588f15bc7692e55235d7",
          "size": 3145729,
        },
        {
          "path": "d0/f0",
          "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "size": 0,
        },
        {
          "path": "f1",
          "sha256": "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73",
          "size": 7,
        },
      ]
    `);
    expect(manifestSchema.parse(manifest)).toEqual(manifest);
    expect(await manifestOf(root, NAMES.toReversed())).toEqual(manifest);
  });

  test('the identity is the digest of the canonical manifest', async () => {
    const manifest = await manifestOf(root, ['d0/f0']);
    const text =
      '[{"path":"d0/f0","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0}]';
    expect(modelDigest(manifest)).toBe(createHash('sha256').update(text).digest('hex'));
  });

  test('the OpenSSF root hashes the raw digests in the order of names', async () => {
    const manifest = await manifestOf(root, NAMES);
    const raw = Buffer.concat(manifest.map((file) => Buffer.from(file.sha256, 'hex')));
    const { sha256, serialization, resources } = openssfRoot(manifest);
    expect(sha256).toBe(createHash('sha256').update(raw).digest('hex'));
    expect(resources.map((resource) => resource.name)).toEqual(['d0-x', 'd0/f0', 'f1']);
    expect(serialization).toMatchInlineSnapshot(`
      {
        "allow_symlinks": false,
        "hash_type": "sha256",
        "ignore_paths": [
          ".git",
          ".gitattributes",
          ".github",
          ".gitignore",
        ],
        "method": "files",
      }
    `);
  });

  test.each([
    [[], 'model: the model has no files (expected at least one).'],
    [['f1', 'f1'], 'model: the model names one file twice.'],
    [['d0'], 'this is not a regular file'],
    [['none'], 'model: "none" does not exist.'],
    [['../x'], 'model: "../x" is not a portable relative path.'],
    [['C:x'], 'model: "C:x" is not a portable relative path.'],
    [['link'], 'model: "link" leaves the directory'],
  ])('refuses %j', async (names, message) => {
    await symlink('/etc/hostname', path.join(root, 'link'));
    await expect(manifestOf(root, names)).rejects.toThrow(message);
  });

  test.each([
    [[]],
    [
      [
        { path: 'b', size: 1, sha256: '0'.repeat(64) },
        { path: 'a', size: 1, sha256: '0'.repeat(64) },
      ],
    ],
    [[{ path: '/a', size: 1, sha256: '0'.repeat(64) }]],
    [[{ path: 'a/../b', size: 1, sha256: '0'.repeat(64) }]],
    [[{ path: 'e\u0301', size: 1, sha256: '0'.repeat(64) }]],
    [[{ path: 'a', size: -1, sha256: '0'.repeat(64) }]],
    [[{ path: 'a', size: 1, sha256: 'A'.repeat(64) }]],
  ])('the schema refuses %j', (manifest) => {
    expect(manifestSchema.safeParse(manifest).success).toBe(false);
  });

  test('verification names every difference', async () => {
    const manifest = await manifestOf(root, NAMES);
    expect(await verifyManifest(root, manifest)).toEqual([]);
    await writeFile(path.join(root, 'f1'), 'c0ntent');
    await writeFile(path.join(root, 'd0-x'), 'short');
    await rm(path.join(root, 'd0/f0'));
    await writeFile(path.join(root, 'new'), '');
    expect(await verifyManifest(root, manifest)).toEqual([
      { path: 'd0-x', problem: 'size' },
      { path: 'd0/f0', problem: 'missing' },
      { path: 'f1', problem: 'sha256' },
      { path: 'new', problem: 'extra' },
    ]);
    expect(await verifyManifest(root, manifest, 'ignore')).toHaveLength(3);
  });
});
