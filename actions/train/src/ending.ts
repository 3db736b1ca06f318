import type { CommandResult } from '@ml-actions/core/exec/command';
import type { TrainPredicate } from '@ml-actions/core/record/predicate/train';

/** How a command ended and why, in one sentence. */
export interface Ending extends Pick<TrainPredicate, 'phase' | 'reason' | 'exitCode' | 'signal'> {}

type Result = Pick<CommandResult, 'exitCode' | 'signal' | 'timedOut' | 'interrupted'>;

/** A shell reports a child that a signal ended as 128 + the signal's number (POSIX.1-2024, Shell, 2.8.2). */
const BY_SIGKILL = 137;
const BY_SIGSEGV = 139;
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

const outOfMemory = 'the usual cause is memory: use smaller batches or a larger runner';
const hints: Readonly<Record<string, string>> = {
  [BY_SIGKILL]: outOfMemory,
  SIGKILL: outOfMemory,
  [BY_SIGSEGV]: 'a native library crashed',
  SIGSEGV: 'a native library crashed',
  [NOT_EXECUTABLE]: 'a program is not executable',
  [NOT_FOUND]: 'a program was not found',
};

/** What the end of `what` (the command or the set-up) means for the run. A stop is a stop, whatever the exit code. */
export function endingOf(what: string, result: Result, timeoutMinutes: number): Ending {
  const { exitCode, signal, timedOut, interrupted } = result;
  if (interrupted)
    return { phase: 'STOPPED', reason: `stopped by ${interrupted}: the job was cancelled`, exitCode, signal };
  if (timedOut)
    return { phase: 'TIMEOUT', reason: `${what} did not end within ${minutes(timeoutMinutes)}`, exitCode, signal };
  if (exitCode === 0) return { phase: 'SUCCEEDED', reason: `${what} ended with exit code 0`, exitCode, signal };
  const how = signal ? `was ended by ${signal}` : `failed with exit code ${exitCode}`;
  const hint = hints[signal ?? String(exitCode)];
  return { phase: 'FAILED', reason: `${what} ${how}${hint ? `; ${hint}` : ''}`, exitCode, signal };
}

const minutes = (count: number): string => `${count} ${count === 1 ? 'minute' : 'minutes'}`;
