import { statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../packages/build/src/sources.ts';
import { gateRequests } from './api-calls.ts';
import { benchData, benchPeers } from './data.ts';
import { bench10GB } from './data-10gb.ts';
import { benchDrift } from './drift.ts';
import { gateWorkspace } from './gate-workspace.ts';
import { median, timeInTurn } from './process-time.ts';
import { benchStatistics } from './statistics.ts';

const rounds = 15;
const megabyte = 1e6;

/** Size and speed of the gate, which every pull request waits for. */
async function benchGate(): Promise<void> {
  const eager = statSync(join(root, 'dist', 'index.js')).size;
  console.log(`eager bundle          ${(eager / megabyte).toFixed(2)} MB (aim: under 1.50)`);

  const { folder, env } = gateWorkspace();
  const gate = { argv: [process.execPath, join(root, 'actions', 'evaluate-gate', 'index.js')], cwd: folder, env };
  const bare = { argv: [process.execPath, '-e', '0'], cwd: folder, env };
  const [gateTimes = [], bareTimes = []] = timeInTurn([gate, bare], rounds);
  const ratio = median(gateTimes) / median(bareTimes);
  console.log(
    `gate on two files     ${median(gateTimes).toFixed(0)} ms; bare Node ${median(bareTimes).toFixed(0)} ms; ratio ${ratio.toFixed(1)} (aim: under 4.0; ${rounds} runs in turn, medians)`,
  );

  for (const [at, requests] of (await gateRequests()).entries()) {
    console.log(`REST calls, run ${at + 1}     ${requests.length} (aim: at most 6)`);
    for (const request of requests) console.log(`                      ${request}`);
  }
}

/** `npm run bench` runs all but the last, which takes an hour; `npm run bench -- NAME ...` those. */
const benches = {
  gate: benchGate,
  statistics: benchStatistics,
  drift: benchDrift,
  data: benchData,
  'data-peers': benchPeers,
  'data-10gb': bench10GB,
} as const;

const named = process.argv.slice(2);
const wanted = named.length > 0 ? named : Object.keys(benches).filter((name) => name !== 'data-10gb');
for (const name of wanted) {
  if (!Object.hasOwn(benches, name)) throw new Error(`there is no bench ${name}: ${Object.keys(benches).join(', ')}`);
  await benches[name as keyof typeof benches]();
}
