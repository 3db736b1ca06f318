import type { Engine } from '../engine.ts';
import type { Source } from '../source.ts';

/** A row where people find it. */
export interface Place {
  /** as the user names the file */
  readonly file: string;
  /** 1-based, of the file's rows of data: neither a header nor blank lines count */
  readonly row: number;
}

/** A file, and how many rows of its source stand before it. */
export interface Start {
  readonly file: string;
  readonly before: number;
}

/** Files that are counted in one statement. */
const BATCH = 50;

/** Where each file of a source that holds rows starts, in the order in which they are read. */
export async function startsOf(engine: Engine, { files, format, name, relationOf }: Source): Promise<readonly Start[]> {
  if (format === 'images') return files.map(({ path }, before) => ({ file: path, before }));
  const [only, second] = files;
  if (!relationOf || (only && !second)) return only ? [{ file: only.path, before: 0 }] : [];
  const starts: Start[] = [];
  let before = 0;
  for (let from = 0; from < files.length; from += BATCH) {
    const batch = files.slice(from, from + BATCH);
    const counts = batch.map((file, at) => `SELECT ${at} AS nth, count(*) AS n FROM ${relationOf(file)}`);
    const rows = await engine.rows(`${counts.join(' UNION ALL ')} ORDER BY nth`, name);
    for (const [at, { path }] of batch.entries()) {
      const count = Number(rows[at]?.n ?? 0);
      if (count > 0) starts.push({ file: path, before });
      before += count;
    }
  }
  return starts;
}

/** @param position 1-based, of all rows of the source */
export function placeOf(starts: readonly Start[], position: number): Place {
  const start = starts.findLast(({ before }) => before < position);
  return { file: start?.file ?? '', row: position - (start?.before ?? 0) };
}
