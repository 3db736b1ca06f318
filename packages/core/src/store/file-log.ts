import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import * as path from 'node:path';
import * as z from 'zod';
import { parseJson } from '../json/canonical.ts';
import { createFile, readIfThere, replaceFile } from './durable.ts';

const content = z.base64().nullable();

/** One update: what each path held before and holds after; null: no such file. */
const entrySchema = z.record(z.string(), z.strictObject({ before: content, after: content }));
export type LogEntry = z.infer<typeof entrySchema>;

/** Larger than the largest update with inline files (5 MiB each) in base64. */
const MAX_ENTRY_BYTES = 512 * 1024 * 1024;

/** How long an applied update is kept for readers that began before it. */
const KEEP_MS = 10 * 60_000;

/**
 * The updates of a `file:` store, one file each (`<number>.json`). Writing an entry is the moment an update happens;
 * its files are put in place afterwards, by this writer or, if it died, by the next.
 */
export class FileLog {
  readonly temporary: string;
  readonly #root: string;
  readonly #directory: string;
  readonly #applied: string;
  readonly #known = new Map<number, LogEntry>();

  constructor(root: string, hidden: string) {
    this.#root = root;
    this.#directory = path.join(hidden, 'log');
    this.#applied = path.join(hidden, 'applied');
    this.temporary = path.join(hidden, 'tmp');
  }

  /** The numbers that are there, ascending. */
  async numbers(): Promise<number[]> {
    const names = await readdir(this.#directory).catch((error: NodeJS.ErrnoException): string[] => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const numbers = names.flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? []).map(Number);
    return numbers.sort((a, b) => a - b);
  }

  /** The number of the last update; 0 when there was none. */
  async last(): Promise<number> {
    const numbers = await this.numbers();
    return Math.max(numbers.at(-1) ?? 0, await this.applied());
  }

  /** Everything up to this number is in place. */
  async applied(): Promise<number> {
    return Number(Buffer.from((await readIfThere(this.#applied)) ?? '0').toString());
  }

  /** An entry; undefined when it was pruned meanwhile. */
  async entry(number: number): Promise<LogEntry | undefined> {
    const known = this.#known.get(number);
    if (known !== undefined) return known;
    const bytes = await readIfThere(this.#file(number));
    if (bytes === undefined) return undefined;
    const entry = entrySchema.parse(parseJson(bytes, this.#file(number), { maxBytes: MAX_ENTRY_BYTES }));
    this.#known.set(number, entry);
    return entry;
  }

  /** Commits an update; false when another writer took the number. */
  async append(number: number, entry: LogEntry): Promise<boolean> {
    await mkdir(this.#directory, { recursive: true });
    return createFile(this.#file(number), Buffer.from(JSON.stringify(entry)), this.temporary);
  }

  /** Puts every committed update in place, in order; repeating one changes nothing. Call it under the lock. */
  async apply(): Promise<void> {
    const applied = await this.applied();
    for (const number of await this.numbers()) {
      if (number <= applied) continue;
      for (const [name, { after }] of Object.entries((await this.entry(number)) ?? {})) {
        const file = path.join(this.#root, name);
        if (after === null) await rm(file, { force: true });
        else await replaceFile(file, Buffer.from(after, 'base64'), this.temporary);
      }
      await replaceFile(this.#applied, Buffer.from(String(number)), this.temporary);
    }
  }

  /** Drops applied entries, and drafts of writers that died, that no reader can need any more. */
  async prune(): Promise<void> {
    const applied = await this.applied();
    const old = (await this.numbers()).filter((number) => number < applied).map((number) => this.#file(number));
    const drafts = (await readdir(this.temporary)).map((name) => path.join(this.temporary, name));
    for (const file of [...old, ...drafts]) {
      const facts = await stat(file).catch(() => undefined);
      if (facts !== undefined && Date.now() - facts.mtimeMs > KEEP_MS) await rm(file, { force: true });
    }
  }

  #file(number: number): string {
    return path.join(this.#directory, `${String(number).padStart(9, '0')}.json`);
  }
}
