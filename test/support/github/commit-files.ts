import { git, resolveCommit } from './git.ts';
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

let commitsMade = 0;

/** Commits files straight into the bare repository, through an index of its own; returns the new commit's SHA. */
export async function commitFiles(repo: Repository, input: CommitInput): Promise<string> {
  const { branch = repo.defaultBranch, from = repo.defaultBranch, files, message = 'Change files' } = input;
  const parent = (await resolveCommit(repo.gitDir, `refs/heads/${branch}`)) ?? (await resolveCommit(repo.gitDir, from));
  commitsMade += 1;
  const env = { GIT_INDEX_FILE: `${repo.gitDir}/commit-${commitsMade}.index` };
  await git(repo.gitDir, ['read-tree', parent ?? '--empty'], { env });
  for (const [path, content] of Object.entries(files)) {
    const blob =
      content === null ? '0'.repeat(40) : await git(repo.gitDir, ['hash-object', '-w', '--stdin'], { input: content });
    const line = `${content === null ? '0' : '100644'} ${blob}\t${path}\0`;
    await git(repo.gitDir, ['update-index', '-z', '--index-info'], { env, input: line });
  }
  const tree = await git(repo.gitDir, ['write-tree'], { env });
  const identity = ['-c', 'user.name=Octo Cat', '-c', 'user.email=octocat@users.invalid'];
  const sha = await git(repo.gitDir, [
    ...identity,
    'commit-tree',
    tree,
    ...(parent ? ['-p', parent] : []),
    '-m',
    message,
  ]);
  await git(repo.gitDir, ['update-ref', `refs/heads/${branch}`, sha]);
  return sha;
}
