import { appendFileSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify } from 'terser';
import { root } from './sources.ts';

interface Asset {
  readonly source: string | Buffer;
}

interface NccResult {
  readonly code: string;
  readonly assets: Readonly<Record<string, Asset>>;
}

type Ncc = (entry: string, options: Readonly<Record<string, unknown>>) => Promise<NccResult>;

/**
 * Libraries of the toolkit that a run needs only for OpenID Connect, artifacts, behind a proxy, or never. Each is a file of
 * its own behind a facade that reads it on the first use of a name: evaluating them would take half of every start.
 */
const deferred = [
  {
    name: '@actions/http-client',
    exports: [
      'HttpClient',
      'HttpCodes',
      'HttpClientResponse',
      'HttpClientError',
      'Headers',
      'MediaTypes',
      'getProxyUrl',
      'isHttps',
    ],
  },
  { name: 'undici', exports: ['ProxyAgent', 'fetch'] },
  { name: '@actions/exec', exports: ['exec', 'getExecOutput'] },
] as const;

const fileOf = (name: string): string => name.replace(/^@actions\//, '');

/** Names of functions and classes survive ncc's minifier, so that a stack trace stays readable. */
const options = { cache: false, quiet: true, minify: true, target: 'es2024' };

/** Bundles the compiled entry into `dist/`: one eager file, and one lazy chunk per dynamic import. */
export async function bundle(): Promise<void> {
  const ncc = createRequire(import.meta.url)('@vercel/ncc') as Ncc;
  const dist = join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const { code, assets } = await ncc(join(root, 'build', 'packages', 'cli', 'src', 'entry.js'), {
    ...options,
    license: 'licenses.txt',
    externals: Object.fromEntries(deferred.map(({ name }) => [name, `./${fileOf(name)}.cjs`])),
  });
  write(join(dist, 'index.js'), withFacades(code));
  for (const [name, { source }] of Object.entries(assets)) write(join(dist, name), await minified(name, source));
  for (const { name, exports } of deferred) {
    write(join(dist, `${fileOf(name)}.cjs`), facade(fileOf(name), exports));
    write(join(dist, `${fileOf(name)}-itself.js`), (await ncc(fileURLToPath(import.meta.resolve(name)), options)).code);
  }
  addCharts(dist);
  write(join(dist, 'package.json'), '{ "type": "module" }\n');
  write(join(dist, 'task.js'), "import { task } from './index.js';\n\nawait task();\n");
}

/**
 * The gate draws with Apache ECharts' own build and puts the same text into its interactive report, so it stays a file of
 * its own; its licences go where those of the bundled libraries are.
 */
function addCharts(dist: string): void {
  const requireHere = createRequire(import.meta.url);
  const home = (name: string) => dirname(requireHere.resolve(`${name}/package.json`));
  copyFileSync(join(home('echarts'), 'dist', 'echarts.common.min.js'), join(dist, 'echarts.cjs'));
  for (const [name, file] of [
    ['echarts', 'LICENSE'],
    ['echarts', 'NOTICE'],
    ['zrender', 'LICENSE'],
  ] as const) {
    appendFileSync(join(dist, 'licenses.txt'), `\n${name}\n${readFileSync(join(home(name), file), 'utf8')}\n`);
  }
}

/** ncc minifies the entry only; the same for its chunks. */
async function minified(name: string, source: string | Buffer): Promise<string | Buffer> {
  if (!name.endsWith('.js')) return source;
  const keep = { keep_classnames: true, keep_fnames: true };
  const { code } = await minify(source.toString(), { module: true, compress: false, mangle: keep });
  return code ?? source;
}

/** A namespace import would read every name at once; the default import of a CommonJS file is its object, getters and all. */
const withFacades = (code: string): string =>
  code.replace(/import\s*\*\s*as (\w+) from\s*"(\.\/[\w-]+\.cjs)"/g, 'import $1 from"$2"');

const facade = (file: string, exports: readonly string[]): string =>
  exports
    .map(
      (name) =>
        `Object.defineProperty(exports, '${name}', { enumerable: true, get: () => require('./${file}-itself.js').${name} });\n`,
    )
    .join('');

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
