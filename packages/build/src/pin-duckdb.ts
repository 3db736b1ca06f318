import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * Refreshes packages/data/src/duckdb-library.json: the sha512 of the platform packages of one DuckDB version, as the
 * registry publishes it (`dist.integrity`). A version that lacks one platform is refused, because users of that
 * platform would find out at run time.
 *
 * Usage: node packages/build/src/pin-duckdb.ts [version] [registry URL]
 */
const TABLE = fileURLToPath(new URL('../../data/src/duckdb-library.json', import.meta.url));

const PUBLIC_REGISTRY = 'https://registry.npmjs.org';

interface Table {
  readonly version: string;
  readonly integrity: Readonly<Record<string, string>>;
}

async function integrityOf(registry: string, platform: string, version: string): Promise<string> {
  const name = `@duckdb/node-bindings-${platform}`;
  const response = await fetch(`${registry}/${name.replace('/', '%2f')}/${version}`);
  if (!response.ok) throw new Error(`${name} ${version}: HTTP ${response.status}`);
  const { dist } = (await response.json()) as { dist?: { integrity?: string } };
  if (!dist?.integrity?.startsWith('sha512-')) throw new Error(`${name} ${version}: the registry states no sha512`);
  return dist.integrity;
}

/** The table for `version`, every platform of the present one looked up anew. */
export async function pinnedTable(present: Table, version: string, registry: string): Promise<Table> {
  const base = registry.replace(/\/+$/, '');
  const platforms = Object.keys(present.integrity);
  const pairs = await Promise.all(
    platforms.map(async (platform) => [platform, await integrityOf(base, platform, version)] as const),
  );
  return { version, integrity: Object.fromEntries(pairs) };
}

/** Writes the table for `version`, by default the present one. */
export async function pinDuckdb(version?: string, registry: string = PUBLIC_REGISTRY): Promise<void> {
  const present = JSON.parse(await readFile(TABLE, 'utf8')) as Table;
  const table = await pinnedTable(present, version ?? present.version, registry);
  await writeFile(TABLE, `${JSON.stringify(table, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await pinDuckdb(process.argv[2], process.argv[3]);
