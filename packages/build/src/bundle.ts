import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './sources.ts';

interface Asset {
  readonly source: string | Buffer;
}

interface NccResult {
  readonly code: string;
  readonly assets: Readonly<Record<string, Asset>>;
}

type Ncc = (entry: string, options: Readonly<Record<string, unknown>>) => Promise<NccResult>;

/** undici is a file of its own that is only read behind a proxy; see packages/core/lazy-undici. */
const undici = { name: 'undici-itself', file: 'undici.cjs' };

/** Bundles the compiled entry into `dist/`: one eager file, and one lazy chunk per dynamic import. */
export async function bundle(): Promise<void> {
  const require = createRequire(import.meta.url);
  const ncc = require('@vercel/ncc') as Ncc;
  const dist = join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const { code, assets } = await ncc(join(root, 'build', 'packages', 'cli', 'src', 'entry.js'), {
    ...options,
    license: 'licenses.txt',
    externals: { [undici.name]: `./${undici.file}` },
  });
  write(join(dist, 'index.js'), code);
  for (const [name, { source }] of Object.entries(assets)) write(join(dist, name), source);
  write(join(dist, undici.file), (await ncc(require.resolve(undici.name), options)).code);
  write(join(dist, 'package.json'), '{ "type": "module" }\n');
  write(join(dist, 'task.js'), "import { task } from './index.js';\n\nawait task();\n");
}

/** Names of functions and classes survive ncc's minifier, so that a stack trace stays readable. */
const options = { cache: false, quiet: true, minify: true, target: 'es2024' };

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
