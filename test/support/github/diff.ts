import { git } from './git.ts';
import type { Schema } from './route.ts';
import type { Repository } from './world.ts';

type Entry = Schema<'diff-entry'>;

const STATUS: Record<string, Entry['status']> = {
  A: 'added',
  C: 'copied',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
};

interface Raw {
  readonly status: string;
  readonly blob: string;
  readonly path: string;
  readonly previous?: string;
}

/** `:oldmode newmode oldsha newsha status NUL path NUL [newpath NUL]`, see git-diff's raw format. */
function parseRaw(text: string): Raw[] {
  const fields = text.split('\0');
  const entries: Raw[] = [];
  for (let at = 0; fields[at]?.startsWith(':'); ) {
    const [, , before = '', after = '', code = ''] = (fields[at] ?? '').split(' ');
    const status = code.charAt(0);
    const first = fields[at + 1] ?? '';
    const moved = status === 'R' || status === 'C';
    const blob = status === 'D' ? before : after;
    entries.push(moved ? { status, blob, path: fields[at + 2] ?? '', previous: first } : { status, blob, path: first });
    at += moved ? 3 : 2;
  }
  return entries;
}

/** Added and deleted lines by path: `added TAB deleted TAB path NUL`, or `... TAB NUL old NUL new NUL`; binary is `-`. */
function parseCounts(text: string): Map<string, readonly [number, number]> {
  const fields = text.split('\0');
  const counts = new Map<string, readonly [number, number]>();
  for (let at = 0; fields[at]; ) {
    const [added, deleted, path] = (fields[at] ?? '').split('\t');
    counts.set(path || (fields[at + 2] ?? ''), [Number(added) || 0, Number(deleted) || 0]);
    at += path ? 1 : 3;
  }
  return counts;
}

/** What changed between two commits, file by file, as compare and pull requests answer it (without patches). */
export async function changedFiles(repo: Repository, from: string, to: string): Promise<Entry[]> {
  const diff = (form: string) => git(repo.gitDir, ['diff', form, '-z', '-M', '--no-abbrev', from, to]);
  const counts = parseCounts(await diff('--numstat'));
  return parseRaw(await diff('--raw')).map((entry) => {
    const [additions, deletions] = counts.get(entry.path) ?? [0, 0];
    const path = entry.path.split('/').map(encodeURIComponent).join('/');
    return {
      sha: entry.blob,
      filename: entry.path,
      ...(entry.previous !== undefined && { previous_filename: entry.previous }),
      status: STATUS[entry.status] ?? 'changed',
      additions,
      deletions,
      changes: additions + deletions,
      blob_url: `${repo.html}/blob/${to}/${path}`,
      raw_url: `${repo.html}/raw/${to}/${path}`,
      contents_url: `${repo.api}/contents/${path}?ref=${to}`,
    };
  });
}
