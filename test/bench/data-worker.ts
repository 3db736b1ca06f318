import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checkData } from '@ml-actions/data/check';
import { parseContract } from '@ml-actions/data/contract/native';
import { type Engine, openEngine } from '@ml-actions/data/engine';
import { prepared } from '@ml-actions/data/passes';
import { openSource } from '@ml-actions/data/source';

/** One side of the data bench in a process of its own, so that its time and peak memory are its own. */
const [step, data = '', text = '', limit] = process.argv.slice(2);
const folder = dirname(data);
const milliseconds = 1000;
const microseconds = 1e6;
const kilobyte = 1024;

async function check(engine: Engine, file: string): Promise<number> {
  const contract = parseContract(await readFile(file, 'utf8'), 'contract.yaml');
  const opened = await openSource(engine, { name: 'data', paths: [data.slice(folder.length + 1)], root: folder });
  const sources = await prepared(engine, [opened], { contracts: [contract], further: 0 });
  const files = { workspace: folder, base: folder };
  const { verdict, rules } = await checkData({ engine, sources, contract, files });
  const broken = rules.find(({ status }) => status !== 'pass');
  if (broken) throw new Error(`the data is made to pass, and the verdict is ${verdict}: ${broken.id} ${broken.note}`);
  return rules.length;
}

async function scan(engine: Engine, file: string): Promise<number> {
  return Object.keys(await engine.row(await readFile(file, 'utf8'))).length;
}

const start = performance.now();
const memoryLimit = limit === undefined ? {} : { memoryLimit: Number(limit) };
const engine = await openEngine({ allow: [folder], temp: folder, toolCache: folder, ...memoryLimit });
const asked = await (step === 'check' ? check(engine, text) : scan(engine, text));
await engine.close();
const seconds = (performance.now() - start) / milliseconds;
const { user, system } = process.cpuUsage();
const cpuSeconds = (user + system) / microseconds;
console.log(JSON.stringify({ asked, seconds, cpuSeconds, peakBytes: process.resourceUsage().maxRSS * kilobyte }));
