import { runTask } from '@ml-actions/core/exec/task';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { CheckAnswer, CheckOrder } from './check-files.ts';

/** Name of the task that checks in another process; the entry of the bundle serves it. */
export const TASK = 'validate-data';

/** JavaScript's heap beside the engine's own memory: contracts and counts are small, and hostile ones stay so. */
const HEAP_MIB = 1_024;
/** One scan of the largest data a runner's disk holds (14 GB at 100 MB/s, GitHub Docs: standard runners) takes 3 min. */
const TIMEOUT_SECONDS = 15 * 60;

/**
 * Checks here, or, for data from a fork, in a child process: a file made to crash or exhaust the engine then ends that
 * process and not the verdict.
 *
 * @throws InputError as `checkFiles`; ServiceError when the child died, ran out of memory or of time
 */
export async function perform(order: CheckOrder, { run }: Ports): Promise<CheckAnswer> {
  if (run.isFork)
    return runTask<CheckAnswer>(TASK, order, {
      place: 'process',
      memoryMiB: HEAP_MIB,
      timeoutSeconds: TIMEOUT_SECONDS,
    });
  const { checkFiles } = await import('./check-files.ts');
  return checkFiles(order);
}
