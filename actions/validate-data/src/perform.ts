import { withoutSecrets } from '@ml-actions/core/exec/harmless-env';
import { runTask } from '@ml-actions/core/exec/task';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { CheckAnswer, CheckOrder } from './check-files.ts';
import type { MapAnswer, MapOrder } from './map-files.ts';
import type { ReduceOrder } from './reduce-files.ts';

/** Name of the task that checks in another process; the entry of the bundle serves it. */
export const TASK = 'validate-data';
export const MAP_TASK = 'validate-data-map';
export const REDUCE_TASK = 'validate-data-reduce';

/** JavaScript's heap beside the engine's own memory: contracts and counts are small, and hostile ones stay so. */
const HEAP_MIB = 1_024;
/** One scan of the largest data a runner's disk holds (14 GB at 100 MB/s, GitHub Docs: standard runners) takes 3 min. */
const TIMEOUT_SECONDS = 15 * 60;

/**
 * Checks here, or, for data from a fork or Dependabot, in a child process that is told no secrets: a file made to crash,
 * exhaust or take over the engine then meets that process, and not the verdict.
 *
 * @throws InputError as `checkFiles`; ServiceError when the child died, ran out of memory or of time
 */
export const perform = (order: CheckOrder, ports: Ports): Promise<CheckAnswer> =>
  hereOrThere(TASK, order, async () => (await import('./check-files.ts')).checkFiles, ports);

/** As `perform`, for one shard. */
export const performMap = (order: MapOrder, ports: Ports): Promise<MapAnswer> =>
  hereOrThere(MAP_TASK, order, async () => (await import('./map-files.ts')).mapFiles, ports);

/** As `perform`, from the states of all shards. */
export const performReduce = (order: ReduceOrder, ports: Ports): Promise<CheckAnswer> =>
  hereOrThere(REDUCE_TASK, order, async () => (await import('./reduce-files.ts')).reduceFiles, ports);

async function hereOrThere<O extends { readonly engine: CheckOrder['engine'] }, A>(
  task: string,
  order: O,
  load: () => Promise<(order: O, say: (line: string) => void) => Promise<A>>,
  { run, env, log }: Ports,
): Promise<A> {
  if (!run.isFork && !run.isDependabot) return (await load())(order, (line) => log.info(line));
  const { locateLibrary } = await import('@ml-actions/data/library');
  await locateLibrary(order.engine); // fetched here, where proxies are known
  const limits = { memoryMiB: HEAP_MIB, timeoutSeconds: TIMEOUT_SECONDS, env: withoutSecrets(env) };
  return runTask<A>(task, order, { place: 'process', ...limits });
}
