import type { Env } from './command.ts';
import { tryGit } from './git.ts';

/** The URL of a checkout's remote `origin`; undefined where there is none. */
export async function originOf(checkout: string, env: Env): Promise<string | undefined> {
  const { exitCode, stdout } = await tryGit(['remote', 'get-url', 'origin'], { cwd: checkout, env });
  return exitCode === 0 ? Buffer.from(stdout).toString().trim() : undefined;
}
