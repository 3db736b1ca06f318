import { dirname, relative } from 'node:path';
import { withoutSecrets } from '@ml-actions/core/exec/harmless-env';
import type { Config } from '@ml-actions/core/runner/config';
import type { Ports } from '@ml-actions/core/runner/ports';
import { type Job, withEngine } from '@ml-actions/data/with-engine';
import type { Predictions } from '@ml-actions/metrics/predictions';

export type Columns = NonNullable<Config['shared']['columns']>;

export interface PredictionsFile {
  /** how messages name it */
  readonly name: string;
  /** absolute */
  readonly file: string;
  /** directory that it must stay in */
  readonly root: string;
  readonly columns: Columns;
  /** further columns to read, by name */
  readonly attributes?: readonly string[];
}

export interface ReadPredictions extends Predictions {
  /** the columns that were used, by part */
  readonly columns: Readonly<Record<string, string>>;
}

/** Files to read, and the job that reads them. */
export interface ReadOrder {
  readonly files: readonly PredictionsFile[];
  readonly job: Job;
}

/** Name of the task that reads in another process; the entry of the bundle serves it. */
const TASK = 'read-predictions';
/** Ten million rows as vectors and ids. */
const HEAP_MIB = 4_096;
/** One scan of the largest files that are unpacked (1 GiB) takes seconds. */
const TIMEOUT_SECONDS = 10 * 60;

/**
 * Reads predictions files; those of a fork in a child process that is told no secrets: a file made to crash, exhaust or
 * take over the engine then meets that process, and not the one that holds the token.
 *
 * @throws InputError for a file that is missing, empty, no table, or has no truth or no prediction; ServiceError when the
 * child died, ran out of memory or of time
 */
export async function readPredictionFiles(
  files: readonly PredictionsFile[],
  { run, env }: Ports,
): Promise<readonly ReadPredictions[]> {
  if (files.length === 0) return [];
  const order = { files, job: { temp: run.temp, toolCache: run.toolCache } };
  if (!run.isFork && !run.isDependabot) return readInEngine(order);
  const { runTask } = await import('@ml-actions/core/exec/task');
  const limits = { memoryMiB: HEAP_MIB, timeoutSeconds: TIMEOUT_SECONDS, env: withoutSecrets(env) };
  return runTask<readonly ReadPredictions[]>(TASK, order, { place: 'process', ...limits });
}

/**
 * Reads with one engine. The engine is loaded here and only here: a gate on metrics files starts without it. The task's
 * side: see packages/cli/src/tasks.ts.
 */
export async function readInEngine({ files, job }: ReadOrder): Promise<readonly ReadPredictions[]> {
  const { openSource } = await import('@ml-actions/data/source');
  const { partsOf } = await import('@ml-actions/data/prediction-columns');
  const { readPredictions } = await import('@ml-actions/data/predictions');
  const directories = [...new Set(files.map(({ file }) => dirname(file)))];
  return withEngine(job, directories, async (engine) => {
    const read: ReadPredictions[] = [];
    for (const { name, file, root, columns, attributes = [] } of files) {
      const source = await openSource(engine, { name, paths: [relative(root, file)], root });
      const { rows: _, ...vectors } = await readPredictions(engine, source, partsOf(columns), attributes);
      read.push(vectors as ReadPredictions);
    }
    return read;
  });
}
