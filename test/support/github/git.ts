import { spawn } from 'node:child_process';
import { devNull } from 'node:os';

/** git itself said no; `message` is what it printed. */
export class GitError extends Error {}

/** The environment of every git process here: the person's own configuration must not change what a test sees. */
export const gitEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_TERMINAL_PROMPT: '0',
});

export interface GitOptions {
  readonly input?: string | Buffer;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs git in a bare repository and returns its output as bytes. Throws GitError when git exits with a failure. */
export function gitBytes(gitDir: string, args: readonly string[], { input, env }: GitOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', args, { cwd: gitDir, env: { ...gitEnvironment(), ...env } });
    const out: Buffer[] = [];
    const complaint: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complaint.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new GitError(`git ${args.join(' ')}: ${Buffer.concat(complaint).toString().trim()}`));
    });
    child.stdin.on('error', () => {}); // git may exit before it has read everything
    child.stdin.end(input);
  });
}

/** As `gitBytes`, as text without the last line's end. */
export const git = async (gitDir: string, args: readonly string[], options: GitOptions = {}): Promise<string> =>
  (await gitBytes(gitDir, args, options)).toString().replace(/\n$/, '');

/** As `git`, but undefined where git says no. */
export async function gitMaybe(gitDir: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return await git(gitDir, args);
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

/** The commit a branch, tag, full ref or SHA names; undefined when there is none. A leading dash is never an option. */
export async function resolveCommit(gitDir: string, name: string): Promise<string | undefined> {
  if (name.startsWith('-')) return undefined;
  for (const candidate of [`refs/heads/${name}`, `refs/tags/${name}`, name]) {
    const sha = await gitMaybe(gitDir, [
      'rev-parse',
      '--verify',
      '--quiet',
      '--end-of-options',
      `${candidate}^{commit}`,
    ]);
    if (sha) return sha;
  }
  return undefined;
}
