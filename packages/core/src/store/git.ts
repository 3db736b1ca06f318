import { randomUUID } from 'node:crypto';
import { checkFormat, FORMAT_FILE, FORMAT_TEXT } from './format.ts';
import { type GitRemote, GitRepo } from './git-repo.ts';
import { gitView } from './git-view.ts';
import { checkChange } from './path.ts';
import { explainPush, pushFailure } from './preflight.ts';
import { type Outcome, type RetryLimits, retried } from './retry.ts';
import type { Change, Store, StoreView } from './store.ts';

export interface GitStoreOptions extends GitRemote {
  /** author and committer of every commit; records hold no person's name or address */
  readonly identity?: { readonly name: string; readonly email: string };
  readonly limits?: RetryLimits;
  /** rule types that apply to the branch, asked only when a push was refused */
  readonly rules?: () => Promise<readonly string[]>;
}

/** `.invalid` never resolves (RFC 2606), so no account can claim the commits. */
const BOT = { name: 'ml-actions', email: 'ml-actions@noreply.invalid' };

/**
 * The record store on a branch of a git remote. A write is one commit on top of the commit that was read, pushed with
 * a lease on it: the remote takes it only if nobody wrote since (for the first write: if there is still no branch).
 */
export function gitStore(options: GitStoreOptions): Store {
  let made: Promise<GitRepo> | undefined;
  const repository = () => {
    made ??= GitRepo.create(options);
    return made;
  };
  const view = async (): Promise<StoreView> => {
    const repo = await repository();
    const current = gitView(repo, await repo.fetch());
    await checkFormat(current, description);
    return current;
  };
  const description = describeStore(options);
  return {
    description,
    view,
    update: async <T>(attempt: (view: StoreView) => Promise<Change<T>>): Promise<T> => {
      let unsure: Unsure<T> | undefined;
      const once = async (): Promise<Outcome<T>> => {
        const repo = await repository();
        if (unsure && (await repo.contains(unsure.commit))) return { done: true, result: unsure.result };
        const base = await view();
        const change = await attempt(base);
        if (change.writes.size === 0) return { done: true, result: change.result };
        await checkChange(base, change);
        const commit = await commitOn(repo, base.revision, change, options.identity ?? BOT);
        const { outcome, arrived } = await push(repo, base.revision, commit, options);
        if (arrived === 'yes') return { done: true, result: change.result };
        unsure = arrived === 'maybe' ? { commit, result: change.result } : undefined;
        return { done: false, reason: outcome };
      };
      return retried(once, `record store ${description}`, options.limits);
    },
  };
}

/** A push whose answer was lost: it may have arrived, so the next try looks before it writes again. */
interface Unsure<T> {
  readonly commit: string;
  readonly result: T;
}

interface Pushed {
  readonly arrived: 'yes' | 'no' | 'maybe';
  readonly outcome: string;
}

async function push(repo: GitRepo, old: string | null, commit: string, options: GitStoreOptions): Promise<Pushed> {
  const ref = `refs/heads/${options.branch}`;
  const lease = `--force-with-lease=${ref}:${old ?? ''}`;
  const result = await repo.try(['push', '--porcelain', lease, 'origin', `${commit}:${ref}`]);
  if (result.exitCode === 0) return { arrived: 'yes', outcome: '' };
  const stderr = `${result.stderrTail}\n${result.stdoutTail}`;
  const failure = result.timedOut ? 'unsure' : pushFailure(stderr);
  if (failure === 'raced') return { arrived: 'no', outcome: 'another writer was first every time' };
  const refused = { stderr, branch: options.branch, remote: repo.description };
  if (failure === 'unsure') return { arrived: 'maybe', outcome: explainPush(refused).message };
  throw explainPush({ ...refused, rules: (await options.rules?.()) ?? [] });
}

/** Builds the commit in one process (git-fast-import): blobs, trees and commit, without an index or a work tree. */
async function commitOn(
  repo: GitRepo,
  parent: string | null,
  change: Change<unknown>,
  { name, email }: { readonly name: string; readonly email: string },
): Promise<string> {
  const writes = new Map(change.writes);
  if (parent === null) writes.set(FORMAT_FILE, FORMAT_TEXT);
  // Two writers may make the same change on the same parent in the same second: without the id theirs would be one
  // commit, and both would believe it was theirs alone.
  const message = Buffer.from(`${change.message}\n\nUpdate-Id: ${randomUUID()}\n`);
  const stream: (string | Uint8Array)[] = ['commit refs/ml/next\n', 'mark :1\n', `committer ${name} <${email}> now\n`];
  stream.push(`data ${message.length}\n`, message, '\n');
  if (parent !== null) stream.push(`from ${parent}\n`);
  for (const [path, content] of writes) {
    if (content === null) {
      stream.push(`D ${path}\n`);
      continue;
    }
    const bytes = Buffer.from(content);
    stream.push(`M 100644 inline ${path}\n`, `data ${bytes.length}\n`, bytes, '\n');
  }
  stream.push('\nget-mark :1\n', 'done\n');
  const input = Buffer.concat(stream.map((part) => Buffer.from(part)));
  const output = await repo.text(['fast-import', '--quiet', '--force', '--done', '--date-format=now'], input);
  return output.trim();
}

const describeStore = ({ url, branch }: GitRemote): string =>
  `branch ${branch} of ${url.replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1')}`;
