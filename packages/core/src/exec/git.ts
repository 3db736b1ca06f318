import { ServiceError } from '../error.ts';
import { type CommandResult, type Env, runCommand } from './command.ts';

export interface GitOptions {
  readonly cwd: string;
  /** the caller's environment; variables that point git at another repository are dropped */
  readonly env: Env;
  readonly input?: string | Uint8Array;
  readonly timeoutMs?: number;
  /** sent to URLs that start with `url`, by environment and never by argument */
  readonly auth?: GitAuth;
}

export interface GitAuth {
  readonly url: string;
  readonly token: string;
}

export interface GitResult extends CommandResult {
  readonly stdout: Uint8Array;
}

/** Past the longest push of a record over a slow line; a hung connection must not hold a job for hours. */
const DEFAULT_TIMEOUT_MS = 5 * 60_000;
const STDERR_LINES = 12;

/** `git rev-parse --local-env-vars`: set inside hooks, they would redirect our commands. */
const LOCAL_VARIABLES =
  /^GIT_(ALTERNATE_OBJECT_DIRECTORIES|CONFIG|CONFIG_PARAMETERS|OBJECT_DIRECTORY|DIR|WORK_TREE|IMPLICIT_WORK_TREE|GRAFT_FILE|INDEX_FILE|NO_REPLACE_OBJECTS|REPLACE_REF_BASE|PREFIX|SHALLOW_FILE|COMMON_DIR|NAMESPACE)$/;

/**
 * Runs git. No prompt, no shell, messages in English.
 *
 * @throws ServiceError when it fails: the command and the end of its stderr, without credentials
 * @throws InputError when git is not installed
 */
export async function git(args: readonly string[], options: GitOptions): Promise<GitResult> {
  const result = await tryGit(args, options);
  if (result.exitCode === 0) return result;
  const how = result.timedOut ? 'took too long' : `failed (${result.signal ?? `exit code ${result.exitCode}`})`;
  throw new ServiceError(`git ${describe(args)}: ${how}. ${gitStderr(result)}`.trimEnd());
}

/** As `git`, but a failure is a result. */
export async function tryGit(args: readonly string[], options: GitOptions): Promise<GitResult> {
  const chunks: Uint8Array[] = [];
  const result = await runCommand(['git', ...args], {
    cwd: options.cwd,
    env: gitEnv(options.env, options.auth),
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    onStdout: (chunk) => chunks.push(chunk),
    ...(options.input !== undefined && { input: options.input }),
  });
  return { ...result, stdout: Buffer.concat(chunks) };
}

/** The last lines of what git said, on one line, without credentials in URLs. */
export function gitStderr({ stderrTail }: Pick<GitResult, 'stderrTail'>): string {
  const lines = stderrTail.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  return withoutCredentials(lines.slice(-STDERR_LINES).join(' | '));
}

/** Replaces user and password of every URL in a text. */
export const withoutCredentials = (text: string): string =>
  text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s@'"]+@/gi, '$1***@');

function gitEnv(env: Env, auth: GitAuth | undefined): Env {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !LOCAL_VARIABLES.test(name)));
  return { ...own, GIT_TERMINAL_PROMPT: '0', GCM_INTERACTIVE: 'never', LC_ALL: 'C', ...(auth && authEnv(own, auth)) };
}

/**
 * Configuration by environment (git 2.31): the empty value first drops headers from other configuration, which would
 * be sent twice and refused.
 */
function authEnv(env: Env, { url, token }: GitAuth): Env {
  const count = Number(env.GIT_CONFIG_COUNT ?? 0) || 0;
  const key = `http.${url}.extraheader`;
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: String(count + 2),
    [`GIT_CONFIG_KEY_${count}`]: key,
    [`GIT_CONFIG_VALUE_${count}`]: '',
    [`GIT_CONFIG_KEY_${count + 1}`]: key,
    [`GIT_CONFIG_VALUE_${count + 1}`]: `AUTHORIZATION: basic ${basic}`,
  };
}

/** The subcommand and its arguments, without `-c name=value` pairs. */
function describe(args: readonly string[]): string {
  const shown = args.filter((arg, index) => arg !== '-c' && args[index - 1] !== '-c');
  return withoutCredentials(shown.join(' '));
}
