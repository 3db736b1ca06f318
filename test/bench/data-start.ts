import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../packages/build/src/sources.ts';
import { median, timeInTurn } from './process-time.ts';

const contract = `version: 1
data: data.csv
columns: { id: { type: integer, required: true, unique: true }, kind: { type: string, in: [bird, fish] }, weight: { type: number, min: 0 } }
`;
const rows = Array.from({ length: 1_000 }, (_, at) => `${at},${at % 2 === 0 ? 'bird' : 'fish'},${at / 7}`);

/** Prints the time of the whole step on a small file, from the start of Node to its end, with the engine in place. */
export function dataStart(rounds: number): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-data-start-'));
  try {
    writeFileSync(join(folder, 'data-contract.yaml'), contract);
    writeFileSync(join(folder, 'data.csv'), `id,kind,weight\n${rows.join('\n')}\n`);
    const step = { argv: [process.execPath, join(root, 'actions', 'validate-data', 'index.js')], cwd: folder };
    const env = jobIn(folder);
    const bare = { argv: [process.execPath, '-e', '0'], cwd: folder, env };
    const [own = [], nothing = []] = timeInTurn([{ ...step, env }, bare], rounds * 3);
    console.log(
      `validate-data, warm    ${median(own).toFixed(0)} ms for 1,000 rows, bare Node ${median(nothing).toFixed(0)} ms (aim: 400 ms)`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function jobIn(folder: string): NodeJS.ProcessEnv {
  const temp = join(folder, 'temp');
  mkdirSync(temp);
  for (const name of ['output', 'state', 'summary']) writeFileSync(join(temp, name), '');
  return {
    PATH: process.env.PATH,
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'acme/birds',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_REF: 'refs/heads/topic',
    GITHUB_RUN_ID: '1',
    GITHUB_WORKSPACE: folder,
    GITHUB_OUTPUT: join(temp, 'output'),
    GITHUB_STATE: join(temp, 'state'),
    GITHUB_STEP_SUMMARY: join(temp, 'summary'),
    RUNNER_TEMP: temp,
  };
}
