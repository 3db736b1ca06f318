import { git, resolveCommit } from './git.ts';
import { withIndex } from './scratch-index.ts';
import type { Repository } from './world.ts';

export interface CommitInput {
  /** default: the default branch */
  readonly branch?: string;
  /** where a new branch starts; default: the default branch */
  readonly from?: string;
  /** path to new content; null deletes */
  readonly files: Readonly<Record<string, string | Buffer | null>>;
  readonly message?: string;
}

/** The tree of `parent` with the changed files, written through an index of its own. */
const writeTree = (gitDir: string, parent: string | undefined, files: CommitInput['files']): Promise<string> =>
  withIndex(gitDir, async (env) => {
    await git(gitDir, ['read-tree', parent ?? '--empty'], { env });
    for (const [path, content] of Object.entries(files)) {
      const removed = content === null;
      const blob = removed ? '0'.repeat(40) : await git(gitDir, ['hash-object', '-w', '--stdin'], { input: content });
      const input = `${removed ? '0' : '100644'} ${blob}\t${path}\0`;
      await git(gitDir, ['update-index', '-z', '--index-info'], { env, input });
    }
    return git(gitDir, ['write-tree'], { env });
  });

const IDENTITY = ['-c', 'user.name=Octo Cat', '-c', 'user.email=octocat@users.invalid'];

/** Commits files straight into the bare repository; returns the new commit's SHA. */
export async function commitFiles(repo: Repository, input: CommitInput): Promise<string> {
  const { branch = repo.defaultBranch, from = repo.defaultBranch, files, message = 'Change files' } = input;
  const ref = `refs/heads/${branch}`;
  const parent = (await resolveCommit(repo.gitDir, ref)) ?? (await resolveCommit(repo.gitDir, from));
  const tree = await writeTree(repo.gitDir, parent, files);
  const line = parent ? ['-p', parent] : [];
  const sha = await git(repo.gitDir, [...IDENTITY, 'commit-tree', tree, ...line, '-m', message]);
  await git(repo.gitDir, ['update-ref', ref, sha]);
  return sha;
}
