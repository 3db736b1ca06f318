import { git } from './git.ts';
import type { Schema } from './route.ts';
import { nodeId } from './user-json.ts';
import { type Repository, timestamp } from './world.ts';

/** Fields of one commit, apart by the unit separator; commits apart by NUL (`-z`). */
const FORMAT = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x1f');

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

/** What git itself knows of a commit. */
export interface CommitFacts {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

const person = (name = '', email = '', date = ''): Person => ({ name, email, date: timestamp(new Date(date)) });

function parse(record: string): CommitFacts {
  const [sha = '', tree = '', parents = '', an, ae, ad, cn, ce, cd, ...message] = record.split('\x1f');
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: person(an, ae, ad),
    committer: person(cn, ce, cd),
    message: message.join('\x1f').replace(/\n+$/, ''),
  };
}

/** The commits that `git log <args>` selects, newest first. */
export async function commits(gitDir: string, args: readonly string[]): Promise<CommitFacts[]> {
  const text = await git(gitDir, ['log', '-z', `--format=${FORMAT}`, ...args]);
  return text.split('\0').filter(Boolean).map(parse);
}

/** One commit, given its full SHA. Throws GitError when it is not there. */
export async function commit(gitDir: string, sha: string): Promise<CommitFacts> {
  const [one] = await commits(gitDir, ['-1', sha, '--']);
  if (!one) throw new Error(`git log said nothing of ${sha}`);
  return one;
}

const VERIFICATION = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** A commit as the `repos` and `pulls` endpoints answer it. Accounts of authors are unknown here, hence null. */
export function commitJson(repo: Repository, facts: CommitFacts): Schema<'commit'> {
  const url = `${repo.api}/commits/${facts.sha}`;
  return {
    url,
    sha: facts.sha,
    node_id: nodeId(`Commit:${facts.sha}`, repo.id),
    html_url: `${repo.html}/commit/${facts.sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url: `${repo.api}/git/commits/${facts.sha}`,
      author: facts.author,
      committer: facts.committer,
      message: facts.message,
      comment_count: 0,
      tree: { sha: facts.tree, url: `${repo.api}/git/trees/${facts.tree}` },
      verification: VERIFICATION,
    },
    author: null,
    committer: null,
    parents: facts.parents.map((sha) => ({
      sha,
      url: `${repo.api}/commits/${sha}`,
      html_url: `${repo.html}/commit/${sha}`,
    })),
  };
}

/** The same commit as the Git database endpoints answer it. */
export const gitCommitJson = (repo: Repository, facts: CommitFacts): Schema<'git-commit'> => ({
  sha: facts.sha,
  node_id: nodeId(`Commit:${facts.sha}`, repo.id),
  url: `${repo.api}/git/commits/${facts.sha}`,
  html_url: `${repo.html}/commit/${facts.sha}`,
  author: facts.author,
  committer: facts.committer,
  message: facts.message,
  tree: { sha: facts.tree, url: `${repo.api}/git/trees/${facts.tree}` },
  parents: facts.parents.map((sha) => ({
    sha,
    url: `${repo.api}/git/commits/${sha}`,
    html_url: `${repo.html}/commit/${sha}`,
  })),
  verification: VERIFICATION,
});
