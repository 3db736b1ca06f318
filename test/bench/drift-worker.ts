import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareWithProfile } from '@ml-actions/data/drift/compare';
import { type Engine, openEngine } from '@ml-actions/data/engine';
import { buildProfile } from '@ml-actions/data/profile/build';
import { countAgainst } from '@ml-actions/data/profile/count';
import { parseProfile, profileText } from '@ml-actions/data/profile/schema';
import { openSource } from '@ml-actions/data/source';

/** One side of the drift bench in a process of its own, so that its peak memory is its own. */
const [step, folder = '.'] = process.argv.slice(2);
const milliseconds = 1000;
const kilobyte = 1024;
const profilePath = join(folder, 'profile.json');

const open = (engine: Engine, name: string) => openSource(engine, { name, paths: [`${name}.parquet`], root: folder });

async function profile(engine: Engine): Promise<void> {
  const built = await buildProfile(engine, [{ source: await open(engine, 'reference') }]);
  await writeFile(profilePath, profileText(built));
}

async function check(engine: Engine): Promise<void> {
  const reference = parseProfile(await readFile(profilePath), profilePath);
  compareWithProfile(reference, await countAgainst(engine, reference, [await open(engine, 'current')]));
}

const start = performance.now();
const engine = await openEngine({ allow: [folder], temp: folder, toolCache: folder });
await (step === 'profile' ? profile(engine) : check(engine));
await engine.close();
const seconds = (performance.now() - start) / milliseconds;
console.log(JSON.stringify({ seconds, peakBytes: process.resourceUsage().maxRSS * kilobyte }));
