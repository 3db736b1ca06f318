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

/** Bundles the compiled entry into `dist/`: one eager file, and one lazy chunk per dynamic import. */
export async function bundle(): Promise<void> {
  const ncc = createRequire(import.meta.url)('@vercel/ncc') as Ncc;
  const dist = join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const { code, assets } = await ncc(join(root, 'build', 'packages', 'cli', 'src', 'entry.js'), {
    cache: false,
    quiet: true,
    minify: false,
    license: 'licenses.txt',
    target: 'es2024',
  });
  write(join(dist, 'index.js'), code);
  for (const [name, { source }] of Object.entries(assets)) write(join(dist, name), source);
  write(join(dist, 'package.json'), '{ "type": "module" }\n');
  write(join(dist, 'task.js'), "import { task } from './index.js';\n\nawait task();\n");
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
