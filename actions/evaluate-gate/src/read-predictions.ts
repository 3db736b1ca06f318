import { dirname, relative } from 'node:path';
import type { Config } from '@ml-actions/core/runner/config';
import type { Ports } from '@ml-actions/core/runner/ports';
import { withEngine } from '@ml-actions/data/with-engine';
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

/**
 * Reads predictions files with one engine. The engine is loaded here and only here: a gate on metrics files starts
 * without it.
 *
 * @throws InputError for a file that is missing, empty, no table, or has no truth or no prediction
 */
export async function readPredictionFiles(
  files: readonly PredictionsFile[],
  ports: Ports,
): Promise<readonly ReadPredictions[]> {
  if (files.length === 0) return [];
  const { openSource } = await import('@ml-actions/data/source');
  const { partsOf } = await import('@ml-actions/data/prediction-columns');
  const { readPredictions } = await import('@ml-actions/data/predictions');
  const directories = [...new Set(files.map(({ file }) => dirname(file)))];
  return withEngine(ports.run, directories, async (engine) => {
    const read: ReadPredictions[] = [];
    for (const { name, file, root, columns, attributes = [] } of files) {
      const source = await openSource(engine, { name, paths: [relative(root, file)], root });
      const { rows: _, ...vectors } = await readPredictions(engine, source, partsOf(columns), attributes);
      read.push(vectors as ReadPredictions);
    }
    return read;
  });
}
