import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Engine, openEngine } from './engine.ts';
import { openSource, type Source, type SourceSpec } from './source.ts';

/** A temporary workspace with an engine, for tests. */
export interface Workspace {
  readonly root: string;
  readonly engine: Engine;
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** Writes `name` and opens it as a source. */
  source(name: string, content: string | Uint8Array, options?: Partial<SourceSpec>): Promise<Source>;
  /** Writes a Parquet file from a SELECT. */
  parquet(name: string, select: string): Promise<Source>;
  close(): Promise<void>;
}

export async function openWorkspace(): Promise<Workspace> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'ml-data-')));
  const engine = await openEngine({ allow: [root], temp: join(root, '.temp'), memoryLimit: 512 * 2 ** 20, threads: 2 });
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    await writeFile(join(root, name), content);
    return join(root, name);
  };
  const open = (name: string, options: Partial<SourceSpec> = {}): Promise<Source> =>
    openSource(engine, { name: 'data', paths: [name], root, ...options });
  return {
    root,
    engine,
    write,
    async source(name, content, options) {
      await write(name, content);
      return open(name, options);
    },
    async parquet(name, select) {
      await engine.rows(`COPY (${select}) TO '${join(root, name)}' (FORMAT parquet)`);
      return open(name);
    },
    async close() {
      await engine.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
