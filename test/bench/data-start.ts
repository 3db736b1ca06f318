import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../packages/build/src/sources.ts';
import { median, type Timed, timeInTurn } from './process-time.ts';
import { workspace } from './workspace.ts';

const contract = `version: 1
data: data.csv
columns: { id: { type: integer, required: true, unique: true }, kind: { type: string, in: [bird, fish] }, weight: { type: number, min: 0 } }
`;
const rows = Array.from({ length: 1_000 }, (_, at) => `${at},${at % 2 === 0 ? 'bird' : 'fish'},${at / 7}`);

const files = { 'data-contract.yaml': contract, 'data.csv': `id,kind,weight\n${rows.join('\n')}\n` };

/** The line that tells the verdict in the log of a step. */
const VERDICT = /^(PASS|WARN|FAIL|ERROR):/m;

/** Milliseconds from the start of Node to the verdict. */
async function untilVerdict({ argv: [command = '', ...args], cwd, env }: Timed): Promise<number> {
  const start = performance.now();
  const step = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'ignore'] });
  let [text, told] = ['', Number.NaN];
  for await (const piece of step.stdout) {
    text += piece;
    if (Number.isNaN(told) && VERDICT.test(text)) told = performance.now() - start;
  }
  return told;
}

/** Prints the time of the step on a small file, to its verdict and to its end, with the engine in place. */
export async function dataStart(rounds: number): Promise<void> {
  const { folder, env } = workspace(files, { INPUT_BASELINE: 'none' });
  try {
    const step = { argv: [process.execPath, join(root, 'actions', 'validate-data', 'index.js')], cwd: folder, env };
    const bare = { argv: [process.execPath, '-e', '0'], cwd: folder, env };
    const [own = [], nothing = []] = timeInTurn([step, bare], rounds * 3);
    const told: number[] = [];
    for (const _ of own) told.push(await untilVerdict(step));
    console.log(
      `validate-data, warm    ${median(told).toFixed(0)} ms to the verdict of 1,000 rows (aim: 400 ms), ${median(own).toFixed(0)} ms to the end; bare Node ${median(nothing).toFixed(0)} ms`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
