import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '@ml-actions/data/engine';
import { root } from '../../packages/build/src/sources.ts';
import { referencePython } from '../support/reference-python.ts';

const columns = 100;
const reference = 100_000;
const current = 1_000_000;
/** Evidently needs minutes for the full width and reads the reference's rows each time. */
const evidentlyColumns = 100;
const gigabyte = 2 ** 30;

/** Three numeric columns to one categorical, deterministic. */
const select = (rows: number, seed: number): string => {
  const made = Array.from({ length: columns }, (_, at) =>
    at % 4 === 3
      ? `'k' || hash(i, ${seed}, ${at}) % 20 AS c${at}`
      : `sqrt(-2 * ln((hash(i, ${seed}, ${at}) % 1000003 + 1) / 1000004.0)) * cos(2 * pi() * (hash(i, ${at}, ${seed}) % 1000003) / 1000003.0) AS c${at}`,
  );
  return `SELECT ${made.join(', ')} FROM range(${rows}) t(i)`;
};

interface Measured {
  readonly seconds: number;
  readonly peakBytes: number;
}

/** Runs a program that prints the seconds of its work and its peak memory in bytes. */
function run(command: string, args: readonly string[], cwd: string): Measured | null {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
  console.log(`                      ${command} ended with ${status}: ${stderr.trim().split('\n').at(-1)}`);
  return null;
}

/** Prints time and peak memory of a drift check of 1M x 100 against a profile, and the ratio to Evidently. */
export async function benchDrift(): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bench-drift-')));
  try {
    await make(folder);
    const worker = join(root, 'test', 'bench', 'drift-worker.ts');
    const built = run(process.execPath, [worker, 'profile', folder], folder);
    const ours = run(process.execPath, [worker, 'check', folder], folder);
    if (!built || !ours) return;
    console.log(
      `profile 100k x 100    ${built.seconds.toFixed(1)} s\ndrift check 1M x 100  ${ours.seconds.toFixed(1)} s, peak ${(ours.peakBytes / gigabyte).toFixed(2)} GB (aim: under 60 s and 1.5 GB)`,
    );
    const script = join(root, 'test', 'bench', 'reference', 'evidently_bench.py');
    const theirs = run(referencePython(join(root, '.cache'), 'evidently'), [script, String(evidentlyColumns)], folder);
    if (!theirs) return;
    const [time, memory] = [theirs.seconds / ours.seconds, theirs.peakBytes / ours.peakBytes];
    console.log(
      `Evidently, same data  ${theirs.seconds.toFixed(1)} s, peak ${(theirs.peakBytes / gigabyte).toFixed(2)} GB: ${time.toFixed(1)} times our time, ${memory.toFixed(1)} times our memory (aim: 20 and 5)`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function make(folder: string): Promise<void> {
  const engine = await openEngine({ allow: [folder], temp: folder, toolCache: folder });
  for (const [name, rows, seed] of [
    ['reference', reference, 1],
    ['current', current, 2],
  ] as const)
    await engine.rows(`COPY (${select(rows, seed)}) TO '${folder}/${name}.parquet' (FORMAT parquet)`);
  await engine.close();
}
