import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { npmRegistry } from '@ml-actions/data/npm-registry';
import { pinnedLibrary } from '@ml-actions/data/pinned-library';

/**
 * Refreshes packages/data/src/pinned-library.ts: the sha512 of the platform packages of one DuckDB version, as npm's
 * registry publishes it (`dist.integrity`). A version that lacks one platform is refused, because users of that
 * platform would find out at run time.
 *
 * Usage: node packages/build/src/pin-duckdb.ts [version]
 */
const TARGET = fileURLToPath(new URL('../../data/src/pinned-library.ts', import.meta.url));

async function integrityOf(registry: string, platform: string, version: string): Promise<string> {
  const name = `@duckdb/node-bindings-${platform}`;
  const response = await fetch(new URL(`${name.replace('/', '%2f')}/${version}`, registry));
  if (!response.ok) throw new Error(`${name} ${version}: HTTP ${response.status}`);
  const { dist } = (await response.json()) as { dist?: { integrity?: string } };
  if (!dist?.integrity?.startsWith('sha512-')) throw new Error(`${name} ${version}: the registry states no sha512`);
  return dist.integrity;
}

const registry = await npmRegistry();
const version = process.argv[2] ?? pinnedLibrary.version;
const pairs = Object.keys(pinnedLibrary.integrity).map(async (platform) => [
  platform,
  await integrityOf(registry, platform, version),
]);
const table = { version, integrity: Object.fromEntries(await Promise.all(pairs)) };
const text = `// Written by packages/build/src/pin-duckdb.ts.
/** The version of the engine's libraries, and the sha512 of each platform's package as the registry states it. */
export const pinnedLibrary = ${JSON.stringify(table, null, 2)} as const;
`;
await writeFile(TARGET, text);
