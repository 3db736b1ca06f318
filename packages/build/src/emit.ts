import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './sources.ts';

const out = join(root, 'build');

/**
 * Compiles all TypeScript into `build/`, a mirror of the tree in JavaScript. Each workspace gets a package.json whose
 * exports name the JavaScript, and `build/node_modules` points at them, so that imports between packages stay inside.
 */
export function emit(): void {
  rmSync(out, { recursive: true, force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'packages/build/tsconfig.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('The TypeScript sources do not compile.');
  const scope = join(out, 'node_modules', '@ml-actions');
  mkdirSync(scope, { recursive: true });
  writeFileSync(join(out, 'package.json'), JSON.stringify({ type: 'module' }));
  for (const home of ['packages', 'actions']) {
    for (const name of readdirSync(join(out, home))) {
      const manifest = { name: `@ml-actions/${name}`, type: 'module', exports: { './*': './src/*.js' } };
      writeFileSync(join(out, home, name, 'package.json'), JSON.stringify(manifest));
      symlinkSync(join(out, home, name), join(scope, name), 'junction');
    }
  }
}
