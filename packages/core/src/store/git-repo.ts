import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '../error.ts';
import type { Env } from '../exec/command.ts';
import { type GitAuth, type GitResult, git, gitStderr, tryGit } from '../exec/git.ts';
import { isPassing } from './preflight.ts';

export interface GitRemote {
  readonly url: string;
  readonly branch: string;
  readonly auth?: GitAuth;
  readonly env: Env;
  /** where the private bare repository is made; it is removed when this process ends */
  readonly cacheDir: string;
}

/** Settings of the user's machine that could change what is written, or run something. */
const NEUTRAL = [
  'core.hooksPath=/dev/null',
  'gc.auto=0',
  'maintenance.auto=false',
  'core.autocrlf=false',
  'fetch.fsckObjects=true',
];

/** Records are smaller and come with the fetch; inline model files are larger and come when they are read. */
const EAGER_BLOB = '64k';

const KEPT_BLOB_BYTES = 64 * 1024;

/** Depth that still shows a commit of ours below those that others pushed while we waited. */
const SEARCH_DEPTH = 200;

/** Long enough for a server that restarts a worker; a longer outage is reported. */
const READ_PAUSES_MS = [500, 3_000];

const LOCAL_REF = 'refs/ml/tip';

const temporary = new Set<string>();

/** One listener for all repositories of this process. */
function removeAtExit(directory: string): void {
  if (temporary.size === 0) {
    process.once('exit', () => {
      for (const each of temporary) rmSync(each, { recursive: true, force: true });
    });
  }
  temporary.add(directory);
}

/** A private bare repository that knows one branch of one remote. The user's checkout is never touched. */
export class GitRepo {
  readonly remote: GitRemote;
  readonly #directory: string;
  readonly #blobs = new Map<string, Uint8Array>();

  private constructor(remote: GitRemote, directory: string) {
    this.remote = remote;
    this.#directory = directory;
  }

  static async create(remote: GitRemote): Promise<GitRepo> {
    await mkdir(remote.cacheDir, { recursive: true });
    const directory = await mkdtemp(path.join(remote.cacheDir, 'ml-records-'));
    removeAtExit(directory);
    const repo = new GitRepo(remote, directory);
    await repo.run(['init', '--quiet', '--bare', '--template=', '.']);
    await repo.run(['config', 'remote.origin.url', remote.url]);
    return repo;
  }

  /**
   * The branch's commit, fetched with its trees and small blobs; null when the remote has no such branch.
   *
   * @throws ServiceError when the remote could not be looked at
   */
  async fetch(depth = 1): Promise<string | null> {
    const ref = `refs/heads/${this.remote.branch}`;
    const options = [
      '--quiet',
      '--no-tags',
      '--no-write-fetch-head',
      `--depth=${depth}`,
      `--filter=blob:limit=${EAGER_BLOB}`,
    ];
    const result = await this.#patiently(['fetch', ...options, 'origin', `+${ref}:${LOCAL_REF}`]);
    if (result.exitCode === 0) return (await this.text(['rev-parse', '--verify', LOCAL_REF])).trim();
    if (!/couldn't find remote ref/i.test(result.stderrTail)) {
      throw new ServiceError(`record store ${this.description}: the branch could not be read. ${gitStderr(result)}`);
    }
    // Asked again: the branch may have been made since.
    return (await this.#remoteHas(ref)) ? this.fetch(depth) : null;
  }

  /** Whether a commit is in the branch's history; looks at the remote. */
  async contains(commit: string): Promise<boolean> {
    if ((await this.fetch(SEARCH_DEPTH)) === null) return false;
    return (await this.try(['merge-base', '--is-ancestor', commit, LOCAL_REF])).exitCode === 0;
  }

  /** A blob's bytes; small ones are kept, since a repeated update reads the same files again. */
  async blob(id: string): Promise<Uint8Array> {
    const known = this.#blobs.get(id);
    if (known !== undefined) return known;
    const bytes = await this.run(['cat-file', 'blob', id]);
    if (bytes.length <= KEPT_BLOB_BYTES) this.#blobs.set(id, bytes);
    return bytes;
  }

  async run(args: readonly string[], input?: string | Uint8Array): Promise<Uint8Array> {
    return (await git(this.#args(args), this.#options(input))).stdout;
  }

  async text(args: readonly string[], input?: string | Uint8Array): Promise<string> {
    return Buffer.from(await this.run(args, input)).toString('utf8');
  }

  async try(args: readonly string[]): Promise<GitResult> {
    return tryGit(this.#args(args), this.#options());
  }

  get description(): string {
    return this.remote.url.replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1');
  }

  async #remoteHas(ref: string): Promise<boolean> {
    const NO_MATCH = 2;
    const result = await this.try(['ls-remote', '--exit-code', 'origin', ref]);
    if (result.exitCode === 0) return true;
    if (result.exitCode === NO_MATCH) return false;
    throw new ServiceError(`record store ${this.description}: the remote could not be read. ${gitStderr(result)}`);
  }

  /** Reading is repeated when the network or the server had passing trouble. */
  async #patiently(args: readonly string[]): Promise<GitResult> {
    for (const pause of READ_PAUSES_MS) {
      const result = await this.try(args);
      if (result.exitCode === 0 || !isPassing(result.stderrTail)) return result;
      await sleep(pause);
    }
    return this.try(args);
  }

  #args(args: readonly string[]): string[] {
    return [...NEUTRAL.flatMap((setting) => ['-c', setting]), ...args];
  }

  #options(input?: string | Uint8Array) {
    const { env, auth } = this.remote;
    return {
      cwd: this.#directory,
      env: { ...env, GIT_DIR: undefined },
      ...(auth && { auth }),
      ...(input !== undefined && { input }),
    };
  }
}
