import { tryGit } from '@ml-actions/core/exec/git';
import type { GitHub } from '@ml-actions/core/github/client';
import { compareCommits } from '@ml-actions/core/github/compare';
import { readContents } from '@ml-actions/core/github/contents';
import type { Ports } from '@ml-actions/core/runner/ports';

/** The state that a change (pull request, merge group) starts from: it reads what the change cannot have edited. */
export interface Base {
  /** the merge-base */
  readonly commit: string;
  /** undefined: there is no such file. @throws ServiceError when nobody could look */
  read(path: string): Promise<Uint8Array | undefined>;
}

/** The base of the change under judgement; null when this run judges no change. */
export async function openBase(ports: Ports): Promise<Base | null> {
  const { payload, headSha } = ports.run;
  const base = payload.pull_request?.base.sha ?? payload.merge_group?.base_sha;
  if (base === undefined) return null;
  const github = await ports.github();
  const { mergeBase, changed } = await compareCommits(github, base, headSha);
  return { commit: mergeBase, read: (path) => readUnedited(path, { ports, github, mergeBase, changed }) };
}

interface Look {
  readonly ports: Ports;
  readonly github: GitHub;
  readonly mergeBase: string;
  readonly changed: ReadonlySet<string> | null;
}

/**
 * A file that the change leaves alone is the base branch's in the commit that was checked out: no request is needed.
 * It is read from git's objects, which the training code of the change cannot edit in place, unlike the working tree.
 */
async function readUnedited(
  path: string,
  { ports, github, mergeBase, changed }: Look,
): Promise<Uint8Array | undefined> {
  if (changed && !changed.has(path)) {
    const local = await readCommitted(path, ports);
    if (local !== 'unknown') return local;
  }
  return readContents(github, path, mergeBase);
}

async function readCommitted(path: string, { run, env }: Ports): Promise<Uint8Array | undefined | 'unknown'> {
  const git = (args: readonly string[]) => tryGit(['--no-replace-objects', ...args], { cwd: run.workspace, env });
  const listed = await git(['ls-tree', '--full-tree', run.sha, '--', path]);
  if (listed.exitCode !== 0) return 'unknown';
  const object = /^100\d{3} blob ([0-9a-f]+)\t/.exec(Buffer.from(listed.stdout).toString())?.[1];
  if (object === undefined) return listed.stdout.length === 0 ? undefined : 'unknown';
  const shown = await git(['cat-file', 'blob', object]);
  return shown.exitCode === 0 ? shown.stdout : 'unknown';
}
