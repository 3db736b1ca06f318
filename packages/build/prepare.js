// Runs under the machine's own Node (20 or newer), before anything is installed: plain JavaScript, no dependencies.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const bin = join(root, 'node_modules', '.bin');
const runtimeMajor = 24;

/** Installs what the lock file says, unless that has been done. */
export function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.installed-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.log('Installing dependencies ...');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // not `npm ci`: it refuses the lock where a registry does not offer the optional packages of every other system
  const { status } = spawnSync(npm, ['install', '--no-save', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm install failed; its own messages stand above.');
  writeFileSync(stamp, lock);
}

/** Whether a version of Node runs the bundle, which is made for that of the actions. */
export const isRuntime = (version) => Number(version.split('.')[0]) >= runtimeMajor;

/** The Node 24 that comes with the dependencies, else the machine's own where it is new enough. */
export function runtime() {
  const packaged = [
    join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node'),
    join(
      root,
      'node_modules',
      `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
      'bin',
      'node.exe',
    ),
  ].find((path) => existsSync(path));
  if (packaged) return packaged;
  if (isRuntime(process.versions.node)) return process.execPath;
  throw new Error(
    `Node ${runtimeMajor} is needed on ${process.platform}-${process.arch} (got ${process.versions.node}). Install it and run this again.`,
  );
}

/** Runs a script with that Node, first on PATH so that children find it, and returns its exit code. */
export function run(script, args) {
  const node = runtime();
  const PATH = [dirname(node), bin, process.env.PATH].join(delimiter);
  const { status, error } = spawnSync(node, [join(root, script), ...args], {
    cwd: process.cwd(),
    stdio: 'inherit',
    env: { ...process.env, PATH },
  });
  if (error) throw error;
  return status ?? 1;
}
