import { inputProblem } from '@ml-actions/core/error';
import type { Command } from './inputs.ts';

export type Argv = readonly [string, ...string[]];

/**
 * The argument vector of a command. Text runs in bash, which ends at the first command that fails (also inside a
 * pipe); otherwise a later command hides the failure of the training.
 *
 * @throws InputError for a NUL character, which no system call can pass
 */
export function argvOf(command: Command, where: string): Argv {
  const argv: Argv = typeof command === 'string' ? ['bash', '-e', '-o', 'pipefail', '-c', command] : command;
  if (argv.some((argument) => argument.includes('\0'))) {
    throw inputProblem({ where, what: 'the command contains a NUL character' });
  }
  return argv;
}
