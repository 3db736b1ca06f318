import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inputProblem } from '@ml-actions/core/error';
import { fetchTarball, unpackFlat } from './library-download.ts';
import { npmRegistry } from './npm-registry.ts';
import { pinnedLibrary as pinned } from './pinned-library.ts';

/** The Node addon inside the platform package; it finds libduckdb beside itself. */
const ADDON = 'duckdb.node';

export interface LibraryOptions {
  /** input `engine-path`: the addon `duckdb.node`, or the directory that holds it and libduckdb */
  readonly enginePath?: string;
  /** the runner's tool cache (or any private directory that survives runs); without it a fetched copy is used once */
  readonly toolCache?: string;
  /** input `engine-mirror`, else `npm_config_registry`: base URL of an npm registry; the one that npm is set up for when absent */
  readonly mirror?: string;
  /** the directory `node_modules` is searched from, upwards; our own place by default, never the workspace */
  readonly modulesFrom?: string;
  /** `linux-x64`, `darwin-arm64`, `linux-x64-musl` ...; this machine's by default */
  readonly platform?: string;
  /** pinned `sha512-...` by platform; the committed table by default */
  readonly integrity?: Readonly<Record<string, string>>;
}

export interface Library {
  readonly path: string;
  readonly from: 'engine-path' | 'tool cache' | 'node_modules' | 'registry';
}

/**
 * Finds the platform library of the pinned DuckDB version: `enginePath`, then the tool cache, then node_modules, else
 * fetched once from the registry and compared with the committed sha512 before a byte of it is unpacked.
 * @throws InputError when `enginePath` holds no library, or the platform is not served, or the bytes differ from the pin
 * @throws ServiceError when the registry does not answer
 */
export async function locateLibrary(options: LibraryOptions = {}): Promise<Library> {
  if (options.enginePath !== undefined) return { path: atEnginePath(options.enginePath), from: 'engine-path' };
  const platform = options.platform ?? currentPlatform();
  const integrity = integrityOf(platform, options.integrity ?? pinned.integrity);
  const cached = options.toolCache && join(cacheDirectory(options.toolCache, platform, integrity), ADDON);
  if (cached && existsSync(cached)) return { path: cached, from: 'tool cache' };
  const installed = inNodeModules(options.modulesFrom ?? ownDirectory(), platform);
  if (installed) return { path: installed, from: 'node_modules' };
  return { path: await download(options, platform, integrity), from: 'registry' };
}

/** What a process says of where it runs. */
export interface Process extends Pick<NodeJS.Process, 'platform' | 'arch'> {
  readonly report?: NodeJS.ProcessReport & { excludeNetwork?: boolean };
}

/**
 * `<os>-<cpu>` as the platform packages are named, with `-musl` where Node was not linked with glibc: on musl (Alpine) its
 * report has no version of glibc.
 */
export function currentPlatform({ platform, arch, report }: Process = process): string {
  const name = `${platform}-${arch}`;
  if (platform !== 'linux' || report === undefined) return name;
  report.excludeNetwork = true; // it would resolve the names of open connections, which takes seconds
  const { header } = report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime ? name : `${name}-musl`;
}

function atEnginePath(enginePath: string): string {
  const path = resolve(enginePath);
  const addon = existsSync(path) && statSync(path).isDirectory() ? join(path, ADDON) : path;
  if (existsSync(addon)) return addon;
  throw inputProblem({
    where: 'engine-path',
    what: `there is no ${ADDON}`,
    got: JSON.stringify(enginePath),
    expected: `${ADDON} of @duckdb/node-bindings-${currentPlatform()} ${pinned.version}, or its directory`,
  });
}

function integrityOf(platform: string, table: Readonly<Record<string, string>>): string {
  const integrity = table[platform];
  if (integrity !== undefined) return integrity;
  throw inputProblem({
    where: 'engine',
    what: 'there is no DuckDB library for this platform',
    got: platform,
    expected: `one of ${Object.keys(table).join(', ')}`,
    next: 'Run on one of these, or name a library of your own with `engine-path`.',
  });
}

/** The pin is part of the name, so that an upgrade or another platform never meets an older copy. */
function cacheDirectory(toolCache: string, platform: string, integrity: string): string {
  const pin = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64')
    .toString('hex')
    .slice(0, 16);
  return join(resolve(toolCache), 'ml-actions-duckdb', `${pinned.version}-${platform}-${pin}`);
}

function inNodeModules(from: string, platform: string): string | undefined {
  for (let directory = resolve(from); ; directory = dirname(directory)) {
    const addon = join(directory, 'node_modules', '@duckdb', `node-bindings-${platform}`, ADDON);
    if (existsSync(addon)) return addon;
    if (directory === dirname(directory)) return undefined;
  }
}

const ownDirectory = (): string => dirname(fileURLToPath(import.meta.url));

async function download(options: LibraryOptions, platform: string, integrity: string): Promise<string> {
  const name = `node-bindings-${platform}`;
  const base = (options.mirror || (await npmRegistry())).replace(/\/+$/, '');
  const tarball = await fetchTarball(`${base}/@duckdb/${name}/-/${name}-${pinned.version}.tgz`, integrity);
  const target = options.toolCache
    ? cacheDirectory(options.toolCache, platform, integrity)
    : await mkdtemp(join(tmpdir(), 'ml-actions-duckdb-'));
  await writeWhole(target, unpackFlat(tarball));
  return join(target, ADDON);
}

/** Files appear under `target` all at once: a cancelled or concurrent run leaves no half of a library. */
async function writeWhole(target: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const draft = `${target}.${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  for (const [name, bytes] of files) await writeFile(join(draft, name), bytes, { mode: 0o644 });
  await rename(draft, target).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(join(target, ADDON))) throw error; // else another run was first, with the same pinned bytes
  });
}
