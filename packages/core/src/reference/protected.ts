import type { Env } from '../exec/command.ts';
import { tryGit } from '../exec/git.ts';
import type { GitHub } from '../github/client.ts';
import { compareCommits } from '../github/compare.ts';
import { readContents } from '../github/contents.ts';
import type { RunContext } from '../runner/context.ts';

/** The state that a change (pull request, merge group) starts from: it reads what the change cannot have edited. */
export interface Base {
  /** the merge-base */
  readonly commit: string;
  /** `PATH at 1a2b3c4`, as messages name a file of the base */
  readonly named: (path: string) => string;
  /** undefined: there is no such file. @throws ServiceError when nobody could look */
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
}

/** What looking needs of the run. */
export interface Looking {
  readonly run: RunContext;
  readonly env: Env;
  readonly github: () => Promise<GitHub>;
}

const SHORT_SHA = 7;

/** The base of the change under judgement; null when this run judges no change. */
export async function openBase(looking: Looking): Promise<Base | null> {
  const { payload, headSha } = looking.run;
  const tip = payload.pull_request?.base.sha ?? payload.merge_group?.base_sha;
  if (tip === undefined) return null;
  const github = await looking.github();
  const { mergeBase, changed } = await compareCommits(github, tip, headSha);
  return {
    commit: mergeBase,
    named: (path) => `${path} at ${mergeBase.slice(0, SHORT_SHA)}`,
    read: async (path) => {
      const local = changed && !changed.has(path) ? await readCommitted(path, looking) : 'unknown';
      return local === 'unknown' ? readContents(github, path, mergeBase) : local;
    },
  };
}

/**
 * A file that the change leaves alone is the base branch's in the commit that was checked out: no request is needed.
 * It is read from git's objects, which code of the change cannot edit in place, unlike the working tree.
 */
async function readCommitted(path: string, { run, env }: Looking): Promise<Uint8Array | undefined | 'unknown'> {
  const git = (args: readonly string[]) => tryGit(['--no-replace-objects', ...args], { cwd: run.workspace, env });
  const listed = await git(['ls-tree', '--full-tree', run.sha, '--', path]);
  if (listed.exitCode !== 0) return 'unknown';
  const object = /^100\d{3} blob ([0-9a-f]+)\t/.exec(Buffer.from(listed.stdout).toString())?.[1];
  if (object === undefined) return listed.stdout.length === 0 ? undefined : 'unknown';
  const shown = await git(['cat-file', 'blob', object]);
  return shown.exitCode === 0 ? shown.stdout : 'unknown';
}
