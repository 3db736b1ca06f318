import { mkdtempSync, realpathSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { openEngine } from '@ml-actions/data/engine';
import { root } from '../../packages/build/src/sources.ts';
import { measure } from './data.ts';
import { rows, rules } from './data-rules.ts';

const gigabyte = 1e9;
/** Rows so that CSV and Parquet together are 10 GB, as many as the research asks for, and the room that all of it takes. */
const count = 60_000_000;
const many = 100_000_000;
const room = 40 * gigabyte;
const memoryLimit = gigabyte;
const contract = `version: 1\nkey: [id]\ncolumns: ${JSON.stringify(rules)}\nchecks: [{ unique: [email, at] }]\n`;

/** Checks 10 GB of data, and a hundred million rows, with exact uniqueness under `memory-limit: 1GB`, and prints time and peak memory. */
export async function bench10GB(): Promise<void> {
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < room) return console.log(`10 GB                 needs ${room / gigabyte} GB of free disk`);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bench-10gb-')));
  try {
    writeFileSync(join(folder, 'contract.yaml'), contract);
    const data = join(folder, 'data.parquet');
    const csv = join(folder, 'data.csv');
    await made(folder, `COPY (${rows(count)}) TO '${data}' (FORMAT parquet)`);
    checked(data, count);
    await made(folder, `COPY (FROM read_parquet('${data}')) TO '${csv}' (FORMAT csv, HEADER)`);
    checked(csv, count);
    rmSync(csv);
    await made(folder, `COPY (${rows(many)}) TO '${data}' (FORMAT parquet)`);
    checked(data, many);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function made(folder: string, statement: string): Promise<void> {
  const engine = await openEngine({ allow: [folder], temp: folder, toolCache: folder });
  await engine.rows(statement);
  await engine.close();
}

function checked(data: string, count: number): void {
  const worker = join(root, 'test', 'bench', 'data-worker.ts');
  const contractFile = join(dirname(data), 'contract.yaml');
  const got = measure(process.execPath, [worker, 'check', data, contractFile, String(memoryLimit)]);
  if (!got) return;
  console.log(
    `${basename(data).padEnd(22)}${(statSync(data).size / gigabyte).toFixed(1)} GB, ${count / 1e6}M rows, ${got.asked} rules, unique keys: ${got.seconds.toFixed(0)} s (${got.cpuSeconds.toFixed(0)} CPU), peak ${(got.peakBytes / gigabyte).toFixed(2)} GB (memory-limit: 1 GB)`,
  );
}
