import { spawnSync } from 'node:child_process';

/** A command and what it needs. */
export interface Timed {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Wall times of whole processes in milliseconds, taken in turn (A B A B ...) so that a machine whose speed drifts slows
 * all alike. One round that is not counted comes first.
 */
export function timeInTurn(commands: readonly Timed[], rounds: number): number[][] {
  const times: number[][] = commands.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [at, { argv, cwd, env }] of commands.entries()) {
      const start = performance.now();
      const { status, stderr } = spawnSync(argv[0] ?? '', argv.slice(1), { cwd, env, encoding: 'utf8' });
      if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`);
      if (round > 0) times[at]?.push(performance.now() - start);
    }
  }
  return times;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle) - 1] ?? Number.NaN)) / 2;
}
