import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const act = { module: 'github.com/nektos/act', version: 'v0.2.89' };

/** Installs act with the machine's Go into a cache directory and returns the program's path. Minutes, the first time. */
export function installAct(cache: string): string {
  const bin = join(cache, `act-${act.version}`);
  const program = join(bin, process.platform === 'win32' ? 'act.exe' : 'act');
  if (existsSync(program)) return program;
  mkdirSync(bin, { recursive: true });
  execFileSync('go', ['install', `${act.module}@${act.version}`], {
    env: { ...process.env, GOBIN: bin, GOTOOLCHAIN: 'auto', GOFLAGS: '' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return program;
}
