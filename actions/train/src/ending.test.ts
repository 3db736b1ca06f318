import { expect, test } from 'vitest';
import { endingOf } from './ending.ts';

const ended = { exitCode: 0, signal: null, timedOut: false, interrupted: null };

test.each([
  [ended, 'SUCCEEDED', 'the command ended with exit code 0'],
  [{ ...ended, exitCode: 3 }, 'FAILED', 'the command failed with exit code 3'],
  [{ ...ended, exitCode: 127 }, 'FAILED', 'the command failed with exit code 127; a program was not found'],
  [
    { ...ended, exitCode: 137 },
    'FAILED',
    'the command failed with exit code 137; the usual cause is memory: use smaller batches or a larger runner',
  ],
  [
    { ...ended, exitCode: null, signal: 'SIGKILL' },
    'FAILED',
    'the command was ended by SIGKILL; the usual cause is memory: use smaller batches or a larger runner',
  ],
  [{ ...ended, exitCode: null, signal: 'SIGTERM' }, 'FAILED', 'the command was ended by SIGTERM'],
  [{ ...ended, timedOut: true }, 'TIMEOUT', 'the command did not end within 30 minutes'],
  [{ ...ended, interrupted: 'SIGINT' }, 'STOPPED', 'stopped by SIGINT: the job was cancelled'],
  [{ ...ended, timedOut: true, interrupted: 'SIGTERM' }, 'STOPPED', 'stopped by SIGTERM: the job was cancelled'],
] as const)('%o', (result, phase, reason) =>
  expect(endingOf('the command', result, 30)).toMatchObject({ phase, reason }),
);
