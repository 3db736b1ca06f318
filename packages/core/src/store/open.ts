import * as path from 'node:path';
import { inputProblem } from '../error.ts';
import type { Env } from '../exec/command.ts';
import { withoutCredentials } from '../exec/git.ts';
import { quoted } from '../path/inside.ts';
import { fileStore } from './file.ts';
import { gitStore } from './git.ts';
import { RECORDS_BRANCH, type Store } from './store.ts';

export interface StoreContext {
  /** of this repository: `https://server/owner/repo`, an ssh form, or a directory; undefined outside a repository */
  readonly remoteUrl: string | undefined;
  /** sent to the remote's server over http(s) only */
  readonly token?: string;
  /** what a relative `file:DIR` is relative to */
  readonly workspace: string;
  readonly cacheDir: string;
  readonly env: Env;
  /** rule types that apply to the branch, see store/preflight.ts; asked only when a push was refused */
  readonly rules?: () => Promise<readonly string[]>;
}

/**
 * Opens the record store an input names: nothing or `auto` (branch `ml-records` of this repository), `file:DIR`, or
 * `OWNER/REPO` (that branch of another repository on the same server). Nothing is looked at yet.
 *
 * Records are written by `git push` only. Where a ruleset demands signed commits a push is refused with one sentence
 * that says so (store/preflight.ts); a driver through the Git database API, whose commits the server signs, would
 * lift that.
 *
 * @throws InputError for any other text, or when there is no remote
 */
export function openStore(spec: string | undefined, context: StoreContext): Store {
  const wanted = spec?.trim() ?? '';
  const directory = /^file:(?:\/\/(?=\/))?(.+)$/s.exec(wanted)?.[1];
  if (directory !== undefined) return fileStore(path.resolve(context.workspace, directory));
  if (wanted === '' || wanted === 'auto') return remoteStore(remoteOf(context), context);
  if (REPOSITORY.test(wanted)) return remoteStore(siblingOf(remoteOf(context), wanted), context);
  throw inputProblem({
    where: 'store',
    what: `${quoted(wanted)} is no record store`,
    expected: '`auto`, `file:DIR` or `OWNER/REPO`',
  });
}

const REPOSITORY = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\/(?!\.+$)[A-Za-z0-9._-]+$/;

function remoteStore(url: string, { token, env, cacheDir, rules }: StoreContext): Store {
  const server = /^https?:\/\/(?:[^/@]*@)?([^/]+)\//i.exec(url);
  const auth = token && server ? { url: `${url.slice(0, url.indexOf(':'))}://${server[1]}/`, token } : undefined;
  return gitStore({ url, branch: RECORDS_BRANCH, env, cacheDir, ...(auth && { auth }), ...(rules && { rules }) });
}

function remoteOf({ remoteUrl }: StoreContext): string {
  if (remoteUrl !== undefined && remoteUrl !== '') return remoteUrl;
  const next = 'Add a remote, or set `store: file:DIR`.';
  throw inputProblem({ where: 'store', what: 'this repository has no remote to keep records in', next });
}

/** The last two parts of a remote's path are its owner and name, whatever the server's prefix. */
function siblingOf(remoteUrl: string, repository: string): string {
  const match = /^(.*[/:])[^/:]+\/[^/]+?(\.git)?\/?$/.exec(remoteUrl);
  if (match !== null) return `${match[1]}${repository}${match[2] ?? ''}`;
  throw inputProblem({
    where: 'store',
    what: `the server of ${quoted(withoutCredentials(remoteUrl))} cannot be told from its URL`,
  });
}
