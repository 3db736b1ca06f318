import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CheckOrder, checkFiles } from '../../actions/validate-data/src/check-files.ts';
import { mapFiles } from '../../actions/validate-data/src/map-files.ts';
import { reduceFiles } from '../../actions/validate-data/src/reduce-files.ts';

/** One side of the bench of shards in a process of its own: all files at once, each shard in turn, or their states. */
const [step, folder = '.', total = '1'] = process.argv.slice(2);
const of = Number(total);
const milliseconds = 1000;
const microseconds = 1e6;
const kilobyte = 1024;

const text = await readFile(join(folder, 'shards.yaml'), 'utf8');
const order = (paths: readonly string[]): CheckOrder => ({
  workspace: folder,
  base: folder,
  engine: { temp: folder, toolCache: folder },
  data: [{ name: 'data', paths }],
  remote: null,
  caches: [],
  contract: { file: 'shards.yaml', text, blocks: {} },
  proposed: null,
  profile: null,
  samples: { level: 'none', path: '', file: '' },
});
const numbers = Array.from({ length: of }, (_, at) => at + 1);
const fileOf = (number: number): string => `shard-${number}.parquet`;
const statesOf = (number: number): string => join(folder, 'states', String(number));
const [model, run] = ['bench', '1'];

async function map(): Promise<number> {
  for (const number of numbers)
    await mapFiles({ ...order([fileOf(number)]), folder: statesOf(number), shard: { model, run, number, of } });
  return of;
}

async function judge(): Promise<number> {
  const shards = { model, run, folders: numbers.map(statesOf) };
  const { decided } = await (step === 'check'
    ? checkFiles(order(numbers.map(fileOf)))
    : reduceFiles({ ...order([]), shards }));
  if (decided.verdict !== 'pass') throw new Error(`the data is made to pass, and the verdict is ${decided.verdict}`);
  return decided.rules.length;
}

const start = performance.now();
const asked = await (step === 'map' ? map() : judge());
const seconds = (performance.now() - start) / milliseconds;
const { user, system } = process.cpuUsage();
const cpuSeconds = (user + system) / microseconds;
console.log(JSON.stringify({ asked, seconds, cpuSeconds, peakBytes: process.resourceUsage().maxRSS * kilobyte }));
