import { availableParallelism } from 'node:os';
import { runTask } from '@ml-actions/core/exec/task';
import { assemble, type Part, partOf, type Resampled, type ResampleJob, resample } from '@ml-actions/metrics/resample';
import type { Undefined } from '@ml-actions/stats/measure';

/** Rows times replicates below which starting threads takes longer than drawing: about a tenth of a second's work. */
const fewDraws = 4_000_000;
/** More threads than this only wait for memory. */
const mostThreads = 8;
const ownThreads = (): number => Math.min(mostThreads, availableParallelism());

/** What a thread is asked for: its part of every job. */
export interface DrawOrder {
  readonly jobs: readonly ResampleJob[];
  readonly thread: number;
  readonly threads: number;
}

/** The task's side: see packages/cli/src/tasks.ts. */
export const drawParts = async ({ jobs, thread, threads }: DrawOrder): Promise<readonly Part[]> =>
  jobs.map((job) => partOf(job, thread, threads));

/**
 * Draws the bootstraps of a comparison, many in worker threads that share the rows' memory. The replicates are the same
 * bytes for any number of threads: each knows which numbers of the generator are its own.
 */
export async function drawInThreads(
  jobs: readonly ResampleJob[],
  threads = ownThreads(),
): Promise<readonly (Resampled | Undefined)[]> {
  const draws = jobs.reduce((sum, { resamples, candidate }) => sum + resamples * candidate.truth.length, 0);
  if (threads === 1 || draws < fewDraws) return jobs.map(resample);
  const shared = inSharedMemory(jobs, new Map());
  const ofThreads = await Promise.all(
    Array.from({ length: threads }, (_, thread) => {
      const order: DrawOrder = { jobs: shared, thread, threads };
      return runTask<readonly Part[]>('resample', order, { place: 'thread' });
    }),
  );
  return jobs.map((job, at) =>
    assemble(
      job,
      ofThreads.flatMap((parts) => parts[at] ?? []),
    ),
  );
}

/** The same value with its vectors in memory that threads share instead of copying; what is one stays one. */
function inSharedMemory<T>(value: T, known: Map<unknown, unknown>): T {
  if (typeof value !== 'object' || value === null) return value;
  const shared = known.get(value) ?? moved(value, known);
  known.set(value, shared);
  return shared as T;
}

function moved(value: object, known: Map<unknown, unknown>): unknown {
  if (value instanceof Float64Array) {
    const copy = new Float64Array(new SharedArrayBuffer(value.byteLength));
    copy.set(value);
    return copy;
  }
  if (value instanceof Int32Array) {
    const copy = new Int32Array(new SharedArrayBuffer(value.byteLength));
    copy.set(value);
    return copy;
  }
  if (Array.isArray(value)) return value.map((part) => inSharedMemory(part, known));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inSharedMemory(part, known)]));
}
