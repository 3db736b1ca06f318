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

/** Added and deleted lines in the order of the raw entries; binary files count none. */
async function lineCounts(gitDir: string, from: string, to: string, entry: Raw): Promise<[number, number]> {
  const paths = [entry.previous, entry.path].filter((path) => path !== undefined);
  const text = await git(gitDir, [
    'diff',
    '--numstat',
    '-M',
    from,
    to,
    '--',
    ...paths.map((path) => `:(top,literal)${path}`),
  ]);
  const [added, deleted] = text.split('\t');
  return [Number(added) || 0, Number(deleted) || 0];
}

/** What changed between two commits, file by file, as compare and pull requests answer it (without patches). */
export async function changedFiles(repo: Repository, from: string, to: string): Promise<Entry[]> {
  const raw = parseRaw(await git(repo.gitDir, ['diff', '--raw', '-z', '-M', '--no-abbrev', from, to]));
  return Promise.all(
    raw.map(async (entry) => {
      const [additions, deletions] = await lineCounts(repo.gitDir, from, to, entry);
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
    }),
  );
}
