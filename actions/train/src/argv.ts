import { inputProblem } from '@ml-actions/core/error';
import type { Command } from './inputs.ts';

export type Argv = readonly [string, ...string[]];

/**
 * How text runs: bash ends at the first command that fails, also inside a pipe, so that no later command hides the
 * failure of the training. Node's pipes are sockets, which bash takes for a remote login unless it is told `--norc`.
 */
const SHELL = ['bash', '--norc', '-e', '-o', 'pipefail', '-c'] as const;

/**
 * The argument vector of a command.
 *
 * @throws InputError for a NUL character, which no system call can pass
 */
export function argvOf(command: Command, where: string): Argv {
  const argv: Argv = typeof command === 'string' ? [...SHELL, command] : command;
  if (argv.some((argument) => argument.includes('\0'))) {
    throw inputProblem({ where, what: 'the command contains a NUL character' });
  }
  return argv;
}

/** A command as its author wrote it, without the shell that runs it. */
export const commandText = (argv: readonly string[]): string =>
  SHELL.every((part, at) => argv[at] === part) ? (argv[SHELL.length] ?? '') : argv.join(' ');
