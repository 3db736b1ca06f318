import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../packages/build/src/sources.ts';
import { median, timeInTurn } from './process-time.ts';
import { workspace } from './workspace.ts';

const contract = `version: 1
data: data.csv
columns: { id: { type: integer, required: true, unique: true }, kind: { type: string, in: [bird, fish] }, weight: { type: number, min: 0 } }
`;
const rows = Array.from({ length: 1_000 }, (_, at) => `${at},${at % 2 === 0 ? 'bird' : 'fish'},${at / 7}`);

const files = { 'data-contract.yaml': contract, 'data.csv': `id,kind,weight\n${rows.join('\n')}\n` };

/** Prints the time of the whole step on a small file, from the start of Node to its end, with the engine in place. */
export function dataStart(rounds: number): void {
  const { folder, env } = workspace(files, { INPUT_BASELINE: 'none' });
  try {
    const step = { argv: [process.execPath, join(root, 'actions', 'validate-data', 'index.js')], cwd: folder, env };
    const bare = { argv: [process.execPath, '-e', '0'], cwd: folder, env };
    const [own = [], nothing = []] = timeInTurn([step, bare], rounds * 3);
    console.log(
      `validate-data, warm    ${median(own).toFixed(0)} ms for 1,000 rows, bare Node ${median(nothing).toFixed(0)} ms (aim: 400 ms)`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
