import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ZipEntry, zipOf } from '../../../../test/support/zip.ts';
import { unzip } from './unzip.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'ml-unzip-')));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const limits = { entries: 3, bytes: 1_000 };

async function unpack(archive: Buffer, wanted: (name: string) => boolean = () => true): Promise<readonly string[]> {
  const into = await mkdtemp(join(root, 'into-'));
  await writeFile(join(root, 'a.zip'), archive);
  return unzip(join(root, 'a.zip'), into, wanted, limits, 'the archive');
}

describe('unzip', () => {
  it('unpacks what is wanted and leaves the rest', async () => {
    const into = await mkdtemp(join(root, 'into-'));
    await writeFile(join(root, 'a.zip'), zipOf([file('a/b.json', '{}'), file('model.bin', 'x'.repeat(5_000))]));
    expect(await unzip(join(root, 'a.zip'), into, (name) => name.endsWith('.json'), limits, 'x')).toEqual(['a/b.json']);
    expect(await readFile(join(into, 'a/b.json'), 'utf8')).toBe('{}');
    expect(await readdir(into)).toEqual(['a']);
  });

  it.each<[string, ZipEntry[], string]>([
    ['a path upwards', [file('../evil.json')], 'invalid relative path: ../evil.json'],
    ['a path upwards in the middle', [file('a/../../evil.json')], 'invalid relative path'],
    ['an absolute path', [file('/etc/evil.json')], 'absolute path'],
    ['a Windows path', [file('..\\evil.json')], 'invalid characters in fileName'],
    ['a drive', [file('C:/evil.json')], 'absolute path'],
    ['a symbolic link', [{ ...file('link', '/etc/passwd'), mode: 0o120777 }], '"link" is a link or device'],
    ['the same name twice', [file('a.json'), file('a.json')], 'holds "a.json" twice'],
    ['too many files', [1, 2, 3, 4].map((one) => file(`${one}.json`)), 'holds too many files (expected at most 3)'],
    ['too many bytes', [file('a', 'x'.repeat(600)), file('b', 'x'.repeat(600))], 'unpacks to too much'],
    ['a bomb that says it is small', [{ ...file('a', '\0'.repeat(1_000_000)), claimedSize: 10 }], 'too many bytes'],
    ['a size that is not true', [{ ...file('a', 'x'), claimedSize: 10 }], 'not enough bytes'],
  ])('refuses %s', async (_, entries, problem) => {
    await expect(unpack(zipOf(entries))).rejects.toThrow(problem);
    expect((await readdir(root)).filter((name) => name.includes('evil'))).toEqual([]);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('not a zip')],
    ['a cut archive', zipOf([file('a.json', '{"a":1}')]).subarray(0, 60)],
  ])('refuses %s as no archive', async (_, bytes) => {
    await expect(unpack(bytes)).rejects.toThrow('the archive: is not an archive that can be unpacked');
  });
});

function file(name: string, data = '{}'): ZipEntry {
  return { name, data };
}
