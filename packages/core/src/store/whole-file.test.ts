import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withFileLimit } from '../../../../test/support/file-limit.ts';
import { createWhole, writeWhole } from './whole-file.ts';

test('a file is replaced as a whole, and its folder is made', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'whole-')), 'deep');
  const file = join(folder, 'record.json');
  await writeWhole(file, 'old');
  await writeWhole(file, Buffer.from('new'));
  expect(await readFile(file, 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['record.json']);
});

const WRITES = `
const { writeWhole } = await import(process.argv[1]);
const told = await writeWhole(process.argv[2], Buffer.alloc(1e6)).catch(({ name, message }) => ({ name, message }));
console.log(JSON.stringify(told));
`;

test.skipIf(process.platform === 'win32')('a full disk keeps the old file, and no half of the new one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'whole-'));
  const file = join(folder, 'record.json');
  await writeWhole(file, 'old');
  const entry = new URL('./whole-file.ts', import.meta.url).href;
  const node = [process.execPath, '--input-type=module', '-e', WRITES, entry, file];
  const [program = '', ...args] = withFileLimit(256, node);
  expect(JSON.parse(execFileSync(program, args, { encoding: 'utf8' }))).toEqual({
    name: 'ServiceError',
    message: 'record.json: the disk is full. Free space in the workspace.',
  });
  expect(await readFile(file, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['record.json']);
});

test('a name is given once, to one of many', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'whole-')), 'deep/contract.yaml');
  const made = await Promise.all(['a', 'b', 'c', 'd'].map((text) => createWhole(file, text)));
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await readFile(file, 'utf8')).toBe('abcd'[made.indexOf(true)]);
  expect(await readdir(join(file, '..'))).toEqual(['contract.yaml']);
});
