import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeWhole } from './whole-file.ts';

test('a file is replaced as a whole, and its folder is made', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'whole-')), 'deep');
  const file = join(folder, 'record.json');
  await writeWhole(file, 'old');
  await writeWhole(file, Buffer.from('new'));
  expect(await readFile(file, 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['record.json']);
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0;

test.skipIf(!canMount)('a full disk keeps the old file, and no half of the new one', async ({ skip }) => {
  const disk = await mkdtemp(join(tmpdir(), 'whole-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return skip('no disk can be mounted here');
  }
  try {
    const file = join(disk, 'record.json');
    await writeWhole(file, 'old');
    await expect(writeWhole(file, Buffer.alloc(1e6))).rejects.toMatchObject({
      name: 'ServiceError',
      message: 'record.json: the disk is full. Free space in the workspace.',
    });
    expect(await readFile(file, 'utf8')).toBe('old');
    expect(await readdir(disk)).toEqual(['record.json']);
  } finally {
    execFileSync('umount', [disk]);
  }
});
