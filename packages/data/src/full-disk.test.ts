import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from './engine.ts';
import { findRows } from './failing/find.ts';
import { judge } from './fixture/judged.ts';
import { inParquet } from './parquet-copy.ts';
import { openSource } from './source.ts';

const MEMORY = 128e6;
const canMount = process.platform === 'linux' && process.getuid?.() === 0;

let root: string;
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'ml-full-')));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Work with a disk of eight megabytes; false where none can be had. */
async function onTinyDisk(work: (disk: string) => Promise<void>): Promise<boolean> {
  const disk = join(root, 'disk');
  await mkdir(disk, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return false;
  }
  try {
    await work(disk);
  } finally {
    execFileSync('umount', ['--lazy', disk]); // the engine closes its last files when it comes to it
  }
  return true;
}

describe.skipIf(!canMount)('a full disk', () => {
  test('while the engine spills is one clear error, and nothing is left', async ({ skip }) => {
    const done = await onTinyDisk(async (temp) => {
      const engine = await openEngine({ allow: [root], temp, memoryLimit: MEMORY, threads: 2 });
      const grouped = 'SELECT sha256(CAST(i AS VARCHAR)) AS s FROM range(3000000) t(i) GROUP BY s';
      await expect(engine.row(`SELECT count(*) FROM (${grouped})`, 'data, rule id.unique')).rejects.toThrow(
        'data, rule id.unique: the disk is full. Free space where the job keeps its temporary files, or use a runner with a larger disk.',
      );
      await engine.close();
      expect(await readdir(temp)).toEqual([]);
    });
    if (!done) skip('no disk can be mounted here');
  });

  test('while text is copied leaves the text as it is, and no part of a copy', async ({ skip }) => {
    const done = await onTinyDisk(async (temp) => {
      const engine = await openEngine({ allow: [root], temp, memoryLimit: MEMORY, threads: 2 });
      await engine.rows(
        `COPY (SELECT sha256(CAST(i AS VARCHAR)) AS s FROM range(400000) t(i)) TO '${root}/large.csv' (FORMAT csv, HEADER)`,
      );
      const source = await openSource(engine, { name: 'data', paths: ['large.csv'], root });
      expect(await inParquet(engine, source)).toBe(source); // larger than what is free
      const small = { ...source, bytes: 1 }; // what grows beyond the estimate
      expect(await inParquet(engine, small)).toBe(small);
      expect(await readdir(engine.scratch)).toEqual([]);
      expect((await engine.row(`SELECT count(*) AS n FROM ${small.relation}`)).n).toBe(400_000n);
      await engine.close();
    });
    if (!done) skip('no disk can be mounted here');
  });
});

test.skipIf(!canMount)(
  'a full disk leaves no part of the failing rows, and those of an earlier run',
  async ({ skip }) => {
    const done = await onTinyDisk(async (disk) => {
      const engine = await openEngine({
        allow: [root],
        temp: join(root, 'elsewhere'),
        memoryLimit: 2 ** 30,
        threads: 2,
      });
      const find = async (rows: number): Promise<unknown> => {
        const parts = ['a', 'b', 'c', 'd'].map((each) => `sha256('${each}' || i)`);
        const values = `SELECT ${parts.join(' || ')} AS s FROM range(${rows}) t(i)`;
        await engine.rows(`COPY (${values}) TO '${root}/rows.csv' (FORMAT csv, HEADER)`);
        const source = await openSource(engine, { name: 'data', paths: ['rows.csv'], root });
        const contract = 'columns: { s: { type: string, max_length: 1 } }';
        const { broken } = await judge({ engine, root }, [source], contract);
        const file = join(disk, 'failing.parquet');
        return findRows(engine, [...broken.values()], { level: 'values', key: [], personal: new Set(), file });
      };
      await find(3);
      const size = (await stat(join(disk, 'failing.parquet'))).size;
      await expect(find(80_000)).rejects.toThrow('failing-rows: the disk is full.');
      expect(await readdir(disk)).toEqual(['failing.parquet']);
      expect((await stat(join(disk, 'failing.parquet'))).size).toBe(size);
      await engine.close();
    });
    if (!done) skip('no disk can be mounted here');
  },
);

const KILLED = `
const { openEngine } = await import(process.argv[1]);
const engine = await openEngine({ allow: [process.argv[2]], temp: process.argv[2], memoryLimit: ${MEMORY} });
await engine.rows("COPY (SELECT i FROM range(1000) t(i)) TO '" + engine.scratch + "/copy-0.parquet' (FORMAT parquet)");
console.log('scanning');
await engine.row('SELECT count(*) FROM (SELECT sha256(CAST(i AS VARCHAR)) AS s FROM range(100000000) t(i) GROUP BY s)');
`;

test.skipIf(process.platform === 'win32')('what a scan that was killed has left goes with the next run', async () => {
  const temp = join(root, 'temp');
  await mkdir(temp);
  const entry = new URL('./engine.ts', import.meta.url).href;
  const child = spawn(process.execPath, ['--input-type=module', '-e', KILLED, entry, temp], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const left = await readdir(temp);
  expect(left).toHaveLength(1);
  expect(await readdir(join(temp, left[0] ?? ''))).toContain('copy-0.parquet');
  const engine = await openEngine({ allow: [temp], temp, memoryLimit: MEMORY });
  expect(await readdir(temp)).toEqual([engine.scratch.slice(temp.length + 1)]);
  await engine.close();
  expect(await readdir(temp)).toEqual([]);
});
