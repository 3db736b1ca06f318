import { join } from 'node:path';
import type { Engine } from '@ml-actions/data/engine';
import { root } from '../../packages/build/src/sources.ts';
import { type Measured, measure } from './data.ts';
import * as made from './data-rules.ts';

const shards = 10;
/** rows of a shard */
const each = 100_000;
/** Beside the rules whose numbers add, what travels as a table of hashes for every row, and what a block finds. */
const contract = `${made.contract}key: [id]\nchecks: [{ pii: { columns: [kind, country] } }, { duplicate_columns: all }]\n`;

/** Files of the shards, cut from that of the narrow table, and their contract. */
export async function makeShards(engine: Engine, folder: string, file: (name: string, text: string) => string) {
  file('shards.yaml', contract);
  for (let shard = 0; shard < shards; shard++) {
    const rows = `SELECT * FROM read_parquet('${folder}/narrow.parquet') WHERE id >= ${shard * each} AND id < ${(shard + 1) * each}`;
    await engine.rows(`COPY (${rows}) TO '${folder}/shard-${shard + 1}.parquet' (FORMAT parquet)`);
  }
}

/** Prints the time of judging states against that of all data, and of a shard that did not change against a new one. */
export function benchShards(folder: string): void {
  const worker = join(root, 'test', 'bench', 'shards-worker.ts');
  const run = (step: string): Measured | null => measure(process.execPath, [worker, step, folder, String(shards)]);
  const [check, first, again, reduce] = [run('check'), run('map'), run('map'), run('reduce')];
  if (!check || !first || !again || !reduce) return;
  const ratio = (one: Measured, other: Measured): string =>
    `${(one.seconds / other.seconds).toFixed(2)} times (${(one.cpuSeconds / other.cpuSeconds).toFixed(2)} in CPU)`;
  console.log(
    `${shards} shards, 1M x 10    reduce ${reduce.seconds.toFixed(2)} s, check of the whole ${check.seconds.toFixed(2)} s: ${ratio(reduce, check)}; a shard ${(first.seconds / shards).toFixed(2)} s, unchanged ${(again.seconds / shards).toFixed(2)} s: ${ratio(again, first)}`,
  );
}
