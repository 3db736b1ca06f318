import { availableParallelism } from 'node:os';
import { runTask } from '@ml-actions/core/exec/task';
import { assemble, draw, type Resampled, type ResampleJob, type Share } from '@ml-actions/metrics/resample';
import type { Undefined } from '@ml-actions/stats/measure';

/** Rows times replicates below which starting threads takes longer than drawing: about a tenth of a second's work. */
const smallJob = 4_000_000;
/** More threads than this only wait for memory. */
const mostThreads = 8;
const ownThreads = (): number => Math.min(mostThreads, availableParallelism());

/** What a thread is asked for: some replicates of a job. */
export interface DrawOrder {
  readonly job: ResampleJob;
  readonly share: Share;
}

/** The task's side: see packages/cli/src/tasks.ts. */
export const drawShare = async ({ job, share }: DrawOrder): Promise<Float64Array> => draw(job, share);

/**
 * Draws the bootstraps of a comparison, large ones in worker threads that share the rows' memory. The replicates are the
 * same bytes for any number of threads: each knows which numbers of the generator are its own.
 */
export async function drawInThreads(
  jobs: readonly ResampleJob[],
  threads = ownThreads(),
): Promise<readonly (Resampled | Undefined)[]> {
  const results: (Resampled | Undefined)[] = [];
  for (const job of jobs) results.push(assemble(job, await replicatesOf(job, threads)));
  return results;
}

async function replicatesOf(job: ResampleJob, threads: number): Promise<readonly Float64Array[]> {
  if (threads === 1 || job.resamples * job.candidate.truth.length < smallJob)
    return [draw(job, { first: 0, end: job.resamples })];
  const shared = { ...job, baseline: inSharedMemory(job.baseline), candidate: inSharedMemory(job.candidate) };
  const shares = Array.from(
    { length: threads },
    (_, thread): Share => ({
      first: Math.floor((thread * job.resamples) / threads),
      end: Math.floor(((thread + 1) * job.resamples) / threads),
    }),
  );
  return Promise.all(
    shares.map((share) => runTask<Float64Array>('resample', { job: shared, share }, { place: 'thread' })),
  );
}

/** The same value with its vectors in memory that threads share instead of copying. */
function inSharedMemory<T>(value: T): T {
  if (value instanceof Float64Array || value instanceof Int32Array) return moved(value) as T;
  if (Array.isArray(value)) return value.map(inSharedMemory) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inSharedMemory(part)])) as T;
}

function moved(vector: Float64Array | Int32Array): Float64Array | Int32Array {
  const memory = new SharedArrayBuffer(vector.byteLength);
  const copy = vector instanceof Float64Array ? new Float64Array(memory) : new Int32Array(memory);
  copy.set(vector);
  return copy;
}
