import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withFileLimit } from '../../../test/support/file-limit.ts';
import { openEngine } from './engine.ts';
import { inParquet } from './parquet-copy.ts';
import { openSource } from './source.ts';

const MEMORY = 128e6;
const works = fileURLToPath(new URL('fixture/limited.ts', import.meta.url));

let root: string;
beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'ml-full-')));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** What came of work of the engine in a process whose files stop growing at a size, as they do on a full disk. */
async function limited(work: string, kib: number): Promise<unknown> {
  const own = join(root, work);
  await mkdir(own);
  const [program = '', ...args] = withFileLimit(kib, [process.execPath, works, work, own]);
  return JSON.parse(execFileSync(program, args, { encoding: 'utf8' }));
}

describe.skipIf(process.platform === 'win32')('a full disk', () => {
  test('while the engine spills is one clear error, and nothing is left', async () => {
    expect(await limited('spill', 8_192)).toEqual({
      came: 'data, rule id.unique: the disk is full. Free space where the job keeps its temporary files, or use a runner with a larger disk.',
      temp: [],
    });
  });

  test('while text is copied leaves the text as it is, and no part of a copy', async () => {
    expect(await limited('copy', 1_024)).toEqual({ came: { copied: false, rows: 20_000, left: [] }, temp: [] });
  });

  test('leaves no part of the failing rows, and those of an earlier run', async () => {
    const many =
      'failing-rows: the disk is full. Free space where the job keeps its temporary files, or use a runner with a larger disk.';
    expect(await limited('failing', 1_024)).toEqual({
      came: { few: 'done', many, isKept: true, left: ['failing.parquet', 'rows.csv.gz', 'temp'] },
      temp: [],
    });
  });
});

test('text that is larger than what is free is not copied', async () => {
  const engine = await openEngine({ allow: [root], temp: join(root, 'large'), memoryLimit: MEMORY });
  await engine.rows(`COPY (SELECT 1 AS n) TO '${root}/small.csv' (FORMAT csv, HEADER)`);
  const small = await openSource(engine, { name: 'data', paths: ['small.csv'], root });
  const large = { ...small, bytes: Number.MAX_SAFE_INTEGER };
  expect((await inParquet(engine, small)) === small).toBe(false);
  expect(await inParquet(engine, large)).toBe(large);
  await engine.close();
});

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
