import { InputError } from '@ml-actions/core/error';
import type { OutputRole } from '@ml-actions/core/record/predicate/train';
import { filesAt, type NamedFile, type Place } from './place.ts';
import { type Stamps, untouched } from './stamp.ts';
import type { Target } from './targets.ts';

export interface WrittenFile extends NamedFile {
  readonly role: OutputRole;
  /** the target's directory, real and absolute */
  readonly directory: string;
  /** the command may have left it out */
  readonly optional: boolean;
}

/** What the command wrote, and what is wrong with it: any problem fails the run, a notice does not. */
export interface Collected {
  readonly files: readonly WrittenFile[];
  readonly problems: readonly string[];
  readonly notices: readonly string[];
}

/** What an optional output may be; anything else that is wrong with it (a link out of the workspace) still counts. */
const ABSENT = /does not exist|names no file/;

/** Finds what the command wrote. A file that stood there before and was not written again is not this run's output. */
export async function collect(place: Place, targets: readonly Target[], before: Stamps): Promise<Collected> {
  const files = new Map<string, WrittenFile>();
  const problems: string[] = [];
  const notices: string[] = [];
  for (const target of targets) {
    const found = await listed(place, target);
    if (typeof found === 'string') {
      if (!target.optional || !ABSENT.test(found)) problems.push(found);
      continue;
    }
    const stale = await untouched(found, before);
    if (stale.length > 0) (target.optional ? notices : problems).push(staleText(target, stale));
    const old = new Set(stale);
    for (const file of found) if (!old.has(file)) files.set(`${target.role} ${file.path}`, file);
  }
  return { files: [...files.values()], problems, notices };
}

/** The target's files, or why there are none. */
async function listed(place: Place, { role, path, where, optional }: Target): Promise<readonly WrittenFile[] | string> {
  try {
    const { directory, files } = await filesAt(place, path, where);
    if (files.length === 0) return `${where}: ${path} names no file; the command left nothing there`;
    return files.map((file) => ({ ...file, role, directory, optional }));
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

/** More names than this say nothing new. */
const SHOWN = 3;

function staleText({ where, optional }: Target, stale: readonly NamedFile[]): string {
  const names = stale.slice(0, SHOWN).map(({ path }) => path);
  const more = stale.length > SHOWN ? ` and ${stale.length - SHOWN} more` : '';
  const what = `${where}: ${names.join(', ')}${more} was there before and was not written by this run`;
  return optional ? `${what}; it is left out` : `${what}; let the command write it, or delete it before`;
}
