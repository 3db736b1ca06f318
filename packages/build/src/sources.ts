import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this repository. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Every source file of the bundle, and the lock file. */
const patterns = [
  'packages/*/src/**/*.{ts,json}',
  'actions/*/src/**/*.ts',
  'packages/data/duckdb-bindings/*',
  'package-lock.json',
];

/** Digest of everything that dist is made of: it is built again only when this changes. */
export function sourcesDigest(): string {
  const hash = createHash('sha256');
  for (const path of globSync(patterns, { cwd: root }).sort()) {
    if (path.endsWith('.test.ts')) continue;
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}
