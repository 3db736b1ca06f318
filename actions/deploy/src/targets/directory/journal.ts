import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { canonical } from '@ml-actions/core/json/canonical';
import { sha256 } from '@ml-actions/core/json/digest';
import * as z from 'zod';

const entrySchema = z.strictObject({
  /** `begin` opens a run; `commit` and `abort` close it */
  type: z.enum(['begin', 'flip', 'commit', 'abort']),
  at: z.string(),
  run: z.string(),
  /** release names; null: nothing served */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** digest of the line before */
  previous: z.string().nullable(),
});
export type JournalEntry = z.infer<typeof entrySchema>;

/** What a run was doing when it stopped without a word. */
export type Unfinished = Pick<JournalEntry, 'run' | 'from' | 'to'>;

/** The whole lines of a journal. A last line without its end was torn by a crash: it says nothing. */
async function lines(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').slice(0, -1);
}

/** Appends a line and makes it durable before anything it announces happens. */
export async function append(file: string, entry: Omit<JournalEntry, 'previous'>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const known = await lines(file);
  const last = known.at(-1);
  const line = canonical({ ...entry, previous: last === undefined ? null : sha256(last) });
  await using handle = await open(file, 'a');
  // a torn line of a crashed run is closed first, so that it cannot swallow this one
  const torn = (await readFile(file, 'utf8')).replace(/^[\s\S]*\n/, '') !== '';
  await handle.appendFile(`${torn ? '\n' : ''}${line}\n`);
  await handle.sync();
}

/** The run that was begun last and never closed; null when all is closed. */
export async function unfinished(file: string): Promise<Unfinished | null> {
  for (const line of (await lines(file)).reverse()) {
    const entry = parsed(line);
    if (!entry) continue;
    return entry.type === 'commit' || entry.type === 'abort' ? null : entry;
  }
  return null;
}

function parsed(line: string): JournalEntry | null {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
