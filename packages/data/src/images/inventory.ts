import { open, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Files } from '../block.ts';
import type { Engine } from '../engine.ts';
import { literal } from '../sql.ts';
import { digestOf, examine } from './examine.ts';

/** Files looked at side by side: more does not help a disk, and file handles are few. */
const AT_ONCE = 16;

/** Every image once, in a temporary table of the engine. */
export interface Inventory {
  /** columns `p`, `bytes`, `format`, `width`, `height`, `channels`; NULL where nothing is known */
  readonly table: string;
  /** Name of a table of `p` and `digest`: SHA-256 of all images, or of those alone that have the size of another. */
  readonly digests: (which: 'all' | 'suspects') => Promise<string>;
  readonly drop: () => Promise<void>;
}

let made = 0;

/**
 * Looks at every image once and keeps what its header says outside of JavaScript's memory.
 * @param root where paths start, relative to the contract's
 */
export async function takeInventory(
  engine: Engine,
  paths: AsyncIterable<readonly string[]>,
  root: string,
  files: Files,
): Promise<Inventory> {
  const table = `images_${made++}`;
  const start = resolve(files.base, root);
  const columns =
    "{p: 'VARCHAR', bytes: 'BIGINT', format: 'VARCHAR', width: 'BIGINT', height: 'BIGINT', channels: 'BIGINT'}";
  await load(engine, table, columns, paths, (path) => examine(path, start, files));
  const tables = [table];
  return {
    table,
    async digests(which) {
      const digests = `${table}_digests`;
      tables.push(digests);
      const wanted = textsOf(
        engine,
        `SELECT p FROM ${table} WHERE ${which === 'all' ? 'bytes IS NOT NULL' : sameSize(table)}`,
      );
      await load(engine, digests, "{p: 'VARCHAR', digest: 'VARCHAR'}", wanted, async (path) => ({
        p: path,
        digest: await digestOf(path, start, files),
      }));
      return digests;
    },
    async drop() {
      for (const each of tables) await engine.rows(`DROP TABLE IF EXISTS ${each}`);
    },
  };
}

const sameSize = (table: string): string =>
  `bytes IN (SELECT bytes FROM ${table} WHERE bytes IS NOT NULL GROUP BY bytes HAVING count(*) > 1)`;

/** The first column of a query, in pieces. */
export async function* textsOf(engine: Engine, sql: string, where?: string): AsyncGenerator<string[]> {
  for await (const chunk of engine.chunks(sql, where)) yield chunk.getColumnValues(0).map(String);
}

/** A table of what `look` says of each path, through a file of the engine's own directory. */
async function load(
  engine: Engine,
  table: string,
  columns: string,
  paths: AsyncIterable<readonly string[]>,
  look: (path: string) => Promise<object>,
): Promise<void> {
  const name = join(engine.scratch, `${table}.jsonl`);
  const file = await open(name, 'w');
  try {
    for await (const piece of paths)
      for (let at = 0; at < piece.length; at += AT_ONCE) {
        const seen = await Promise.all(piece.slice(at, at + AT_ONCE).map(look));
        await file.write(seen.map((each) => `${JSON.stringify(each)}\n`).join(''));
      }
  } finally {
    await file.close();
  }
  const reader = `read_json([${literal(name)}], format = 'newline_delimited', columns = ${columns})`;
  await engine.rows(`CREATE TEMP TABLE ${table} AS SELECT * FROM ${reader}`);
  await rm(name);
}
