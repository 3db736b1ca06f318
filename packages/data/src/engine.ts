import { realpath, rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { InputError, ServiceError } from '@ml-actions/core/error';
import { makeScratch } from '@ml-actions/core/path/scratch';
import { translateEngineError } from './engine-error.ts';
import { type Library, type LibraryOptions, locateLibrary } from './library.ts';
import { duckdb } from './sql/duckdb.ts';
import type { SqlEngine } from './sql/engine.ts';
import { expressionProblem } from './sql/expression.ts';
import { literal } from './sql.ts';

/** Leaves room for Node and for what DuckDB does not account (research validate-data 3.4). */
const MEMORY_SHARE = 0.6;
/** The hook `duckdb-bindings/duckdb.js` reads: which file to dlopen. */
const LIBRARY_HOOK = Symbol.for('ml-actions.duckdb-library');

export interface EngineOptions extends LibraryOptions {
  /** directories whose files may be read, symbolic links resolved; nothing else on the machine is */
  readonly allow: readonly string[];
  /** where the engine may spill (RUNNER_TEMP); a private directory is made inside and removed by `close` */
  readonly temp: string;
  /** bytes that this process may use, of which the engine takes 60 %; the cgroup's or the host's memory by default */
  readonly memoryLimit?: number;
  /** the machine's cores by default */
  readonly threads?: number;
  readonly progress?: ProgressOptions;
}

/** Who is told how far a long query is. */
export interface ProgressOptions {
  /** milliseconds between two tellings, and before the first */
  readonly every: number;
  /** @param where the file or rule; @param percent of the query, estimated by the engine, 1 to 100 */
  readonly tell: (where: string, percent: number) => void;
}

export type Row = Record<string, unknown>;

/** One sandboxed DuckDB in this process. Every error it throws is an InputError or ServiceError without cell values. */
export interface Engine extends SqlEngine {
  /** `v1.5.5` */
  readonly version: string;
  readonly library: Library;
  /** a private directory, inside the sandbox, for temporary files */
  readonly scratch: string;
  /** who is told of long work on the data */
  readonly progress?: ProgressOptions;
  /** All rows; integers of 64 bits and more are bigint. `where` names the file or rule in errors. */
  rows(sql: string, where?: string): Promise<Row[]>;
  /** The only row of an aggregate. */
  row(sql: string, where?: string): Promise<Row>;
  /** Column vectors of about 2,048 rows at a time, so that memory stays bounded. */
  chunks(sql: string, where?: string): AsyncGenerator<DuckDBDataChunk>;
  close(): Promise<void>;
}

/**
 * Opens DuckDB in process with its configuration locked: extensions never load or install themselves, files outside
 * `allow` do not exist for it, memory and threads are capped.
 * @throws InputError, ServiceError as `locateLibrary`; ServiceError when the library does not load
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const library = await locateLibrary(options);
  const scratch = await makeScratch(options.temp, 'duckdb');
  try {
    const instance = await createInstance(library, options);
    const connection = await instance.connect();
    for (const statement of await sandbox(options.allow, scratch)) await connection.run(statement);
    const version = String((await connection.runAndReadAll('SELECT version()')).getRows()[0]?.[0]);
    return engineOver(instance, connection, { version, library, scratch }, options.progress);
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    throw error;
  }
}

async function createInstance(library: Library, options: EngineOptions): Promise<DuckDBInstance> {
  (globalThis as Record<symbol, unknown>)[LIBRARY_HOOK] = library.path;
  const api = await import('@duckdb/node-api').catch((error: unknown) => {
    throw new ServiceError(`engine: ${library.path} does not load (${(error as Error).message.split('\n')[0]}).`);
  });
  return api.DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'true', // predictions without ids are paired by position
    memory_limit: `${Math.floor((options.memoryLimit ?? availableMemory()) * MEMORY_SHARE)}B`,
    threads: String(options.threads ?? availableParallelism()),
  });
}

/** The cgroup's limit in a container, else the host's memory. Bytes. */
function availableMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

async function sandbox(allow: readonly string[], scratch: string): Promise<string[]> {
  const directories = [...(await Promise.all(allow.map((directory) => realpath(directory)))), scratch];
  return [
    `SET temp_directory = ${literal(scratch)}`,
    "SET TimeZone = 'UTC'",
    'SET ieee_floating_point_ops = false', // 0 / 0 is NULL: a NaN would be larger than every number
    'SET enable_progress_bar = true', // its numbers can be asked for; it prints nothing
    'SET enable_progress_bar_print = false',
    `SET allowed_directories = [${directories.map(literal).join(', ')}]`,
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ];
}

function tellProgress(connection: DuckDBConnection, where: string, { tell }: ProgressOptions): void {
  const percent = Math.floor(connection.progress.percentage);
  if (percent > 0) tell(where, percent);
}

function engineOver(
  instance: DuckDBInstance,
  connection: DuckDBConnection,
  facts: Pick<Engine, 'version' | 'library' | 'scratch'>,
  progress?: ProgressOptions,
): Engine {
  const rows = async (sql: string, where = 'engine'): Promise<Row[]> => {
    const watch = progress && setInterval(() => tellProgress(connection, where, progress), progress.every);
    try {
      return (await connection.runAndReadAll(sql)).getRowObjectsJS() as Row[];
    } catch (error) {
      throw translateEngineError(error, where);
    } finally {
      clearInterval(watch);
    }
  };
  return {
    ...facts,
    ...(progress && { progress }),
    dialect: duckdb,
    rows,
    row: async (sql, where) => (await rows(sql, where))[0] ?? {},
    expressionProblem: (sql, relation, given) => expressionProblem(connection, sql, relation, given),
    async *chunks(sql, where = 'engine') {
      try {
        const result = await connection.stream(sql);
        for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) yield chunk;
      } catch (error) {
        if (error instanceof InputError || error instanceof ServiceError) throw error;
        throw translateEngineError(error, where);
      }
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
      await rm(facts.scratch, { recursive: true, force: true });
    },
  };
}
