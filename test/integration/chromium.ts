import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium of this machine; Debian's and Ubuntu's package is installed where there is none. */
export function findChromium(): string {
  const found = onPath();
  if (found !== undefined) return found;
  apt('update');
  apt('install', '--yes', '--no-install-recommends', 'chromium');
  const installed = onPath();
  if (installed === undefined) throw new Error('There is no Chromium, and its package brought none.');
  return installed;
}

/** As root, or through sudo, which hosted runners allow. */
function apt(...argv: string[]): void {
  const own = ['apt-get', '--quiet', ...argv];
  const [program = '', ...rest] = process.getuid?.() === 0 ? own : ['sudo', ...own];
  execFileSync(program, rest, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

const onPath = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(existsSync);

/** It asks nobody for updates, and runs as root too. */
export const quietly = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
