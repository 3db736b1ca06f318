import { mkdtempSync, realpathSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '@ml-actions/data/engine';
import { root } from '../../packages/build/src/sources.ts';
import { measure } from './data.ts';
import { rows, rules } from './data-rules.ts';

const gigabyte = 1e9;
/** Rows so that CSV and Parquet together are 10 GB, and the room that they, copies and spills take. */
const count = 60_000_000;
const room = 40 * gigabyte;
const memoryLimit = gigabyte;
const contract = `version: 1\nkey: [id]\ncolumns: ${JSON.stringify(rules)}\nchecks: [{ unique: [email, at] }]\n`;

/** Checks 10 GB of data with exact uniqueness under `memory-limit: 1GB`, and prints time and peak memory. */
export async function bench10GB(): Promise<void> {
  const { bavail, bsize } = statfsSync(tmpdir());
  if (bavail * bsize < room) return console.log(`10 GB                 needs ${room / gigabyte} GB of free disk`);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bench-10gb-')));
  try {
    const engine = await openEngine({ allow: [folder], temp: folder, toolCache: folder });
    await engine.rows(`COPY (${rows(count)}) TO '${folder}/data.parquet' (FORMAT parquet)`);
    await engine.rows(
      `COPY (FROM read_parquet('${folder}/data.parquet')) TO '${folder}/data.csv' (FORMAT csv, HEADER)`,
    );
    await engine.close();
    writeFileSync(join(folder, 'contract.yaml'), contract);
    for (const name of ['data.parquet', 'data.csv']) checked(folder, name);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checked(folder: string, name: string): void {
  const worker = join(root, 'test', 'bench', 'data-worker.ts');
  const data = join(folder, name);
  const got = measure(process.execPath, [worker, 'check', data, join(folder, 'contract.yaml'), String(memoryLimit)]);
  if (!got) return;
  console.log(
    `${name.padEnd(22)}${(statSync(data).size / gigabyte).toFixed(1)} GB, ${count / 1e6}M rows, ${got.asked} rules, unique keys: ${got.seconds.toFixed(0)} s (${got.cpuSeconds.toFixed(0)} CPU), peak ${(got.peakBytes / gigabyte).toFixed(2)} GB (memory-limit: 1 GB)`,
  );
}
