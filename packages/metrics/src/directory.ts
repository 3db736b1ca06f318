import { inputProblem } from '@ml-actions/core/error';
import { catboostInfo } from './layouts/catboost-info.ts';
import { dvclive } from './layouts/dvclive.ts';
import type { DirectoryMetrics, Layout, Listed } from './layouts/layout.ts';
import { lightningLogs } from './layouts/lightning-logs.ts';
import { mlflowRun } from './layouts/mlflow-run.ts';
import { trainerOutput } from './layouts/trainer-output.ts';
import { wandbRun } from './layouts/wandb-run.ts';

export type { DirectoryMetrics, Listed } from './layouts/layout.ts';

const LAYOUTS: readonly Layout[] = [mlflowRun, dvclive, lightningLogs, trainerOutput, wandbRun, catboostInfo];

/**
 * The metrics of a directory that a tool of the field wrote, recognised by the files in it.
 *
 * @param where the directory as messages name it
 * @throws InputError for a directory of no tool, or of two
 */
export async function readMetricsDirectory(files: readonly Listed[], where: string): Promise<DirectoryMetrics> {
  const found = LAYOUTS.flatMap(({ name, find }) => {
    const read = find(files);
    return read ? [{ name, read }] : [];
  });
  const [first, second] = found;
  if (!first) {
    const expected = LAYOUTS.map(({ name }) => name).join(', ');
    throw inputProblem({ where, what: 'is a directory of no known layout', expected, next: 'Name the metrics file.' });
  }
  if (second) {
    const got = `${first.name} and ${second.name}`;
    throw inputProblem({ where, what: 'can be read in two ways', got, next: 'Name the metrics file.' });
  }
  return first.read(where);
}
