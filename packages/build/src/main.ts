import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { emit } from './emit.ts';
import { root, sourcesDigest } from './sources.ts';

const stamp = join(root, 'dist', '.sources');
const ifNeeded = process.argv.includes('--if-needed');
const digest = sourcesDigest();

if (!(ifNeeded && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest)) {
  console.log('Building dist ...');
  emit();
  await bundle();
  writeFileSync(stamp, digest);
}
