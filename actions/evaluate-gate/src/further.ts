import { inputProblem } from '@ml-actions/core/error';
import { inside } from '@ml-actions/core/path/inside';
import { walk } from '@ml-actions/core/path/walk';
import type { Ports } from '@ml-actions/core/runner/ports';
import { fitThreshold } from '@ml-actions/metrics/fit';
import type { Metrics } from '@ml-actions/metrics/metric';
import type { Policy } from '@ml-actions/metrics/policy';
import type { Predictions } from '@ml-actions/metrics/predictions';
import { readMetrics } from '@ml-actions/metrics/read';
import type { SharedData } from '@ml-actions/metrics/scope/overlap';
import { seedScores } from '@ml-actions/metrics/seeds';
import type { Side } from '@ml-actions/metrics/side';
import { sharedDataOf } from './holdout/shared-data.ts';
import { bytesOf, workspacePath } from './metric-files.ts';
import { type Columns, type ReadPredictions, readPredictionFiles } from './read-predictions.ts';
import { testSetOf } from './test-set.ts';

/** What a policy names beside the candidate's own files: all of it is the candidate's. */
export interface Further {
  readonly candidate: Side;
  readonly suites: ReadonlyMap<string, Predictions>;
  /** what training and test data share; null: the policy does not ask */
  readonly shared: SharedData | null;
}

/**
 * Reads the files that a policy names: runs of several seeds, perturbed predictions, importances, rows to fit the
 * threshold on, training and test data that should share nothing.
 *
 * @throws InputError for a file that is missing or cannot be used, and a threshold fitted on the test set
 */
export async function readFurther(
  policy: Policy | null,
  candidate: Side,
  columns: Columns,
  ports: Ports,
): Promise<Further> {
  if (policy === null) return { candidate, suites: new Map(), shared: null };
  const { seeds, importance, robustness, threshold, holdout } = policy;
  const scores = seeds ? await readSeeds(seeds, ports) : [];
  const importances = importance ? await readImportance(importance.file, ports) : null;
  const fitted = typeof threshold === 'object' && threshold ? threshold : null;
  const named = [
    ...Object.entries(robustness?.suites ?? {}).map(([name, path]) => ({ name: `suite ${name}`, path })),
    ...(fitted ? [{ name: 'threshold.data', path: fitted.data }] : []),
  ];
  const read = await readAll(named, columns, ports);
  const suites = new Map(Object.keys(robustness?.suites ?? {}).map((name, at) => [name, read[at] as ReadPredictions]));
  const fitRows = fitted ? read.at(-1) : undefined;
  if (fitRows && candidate.predictions) requireOtherRows(fitRows, candidate.predictions);
  return {
    suites,
    shared: holdout?.overlap ? await sharedDataOf(holdout.overlap, ports) : null,
    candidate: {
      ...candidate,
      metrics: new Map([...candidate.metrics, ...scores]),
      ...(importances && { importance: importances }),
      ...(fitted && fitRows && { threshold: fitThreshold(fitted, fitRows, policy, 'threshold.data') }),
    },
  };
}

async function readAll(
  named: readonly { readonly name: string; readonly path: string }[],
  columns: Columns,
  ports: Ports,
): Promise<readonly ReadPredictions[]> {
  const { workspace } = ports.run;
  const files: Parameters<typeof readPredictionFiles>[0][number][] = [];
  for (const { name, path } of named) {
    files.push({ name, file: await inside(workspace, workspacePath(ports, path), name), root: workspace, columns });
  }
  return readPredictionFiles(files, ports);
}

/** A threshold chosen on the rows that judge it makes every model look better than it is. */
function requireOtherRows(fitRows: Predictions, test: Predictions): void {
  if (testSetOf(fitRows) !== testSetOf(test)) return;
  throw inputProblem({
    where: 'threshold.data',
    what: 'is the test set itself',
    next: 'Fit the threshold on validation rows.',
  });
}

async function readSeeds({ files, pair_by }: NonNullable<Policy['seeds']>, ports: Ports): Promise<Metrics> {
  const { files: found } = await walk(ports.run.workspace, workspacePath(ports, files), 'seeds.files');
  const read = [];
  for (const { path, absolute } of found)
    read.push({ name: path, metrics: await readMetrics(await bytesOf(absolute, path), path) });
  return seedScores(read, pair_by);
}

/** `{feature: importance}`, in any format of a metrics file. */
async function readImportance(path: string, ports: Ports): Promise<ReadonlyMap<string, number>> {
  const name = workspacePath(ports, path);
  const read = await readMetrics(await bytesOf(await inside(ports.run.workspace, name, 'importance.file'), name), name);
  const wrong = [...read].find(([, value]) => typeof value !== 'number' || value < 0);
  if (wrong) {
    const [feature, got] = wrong;
    throw inputProblem({
      where: name,
      what: `the importance of ${JSON.stringify(feature)} is no importance`,
      got: String(got),
      expected: 'a number of at least 0',
    });
  }
  return read as ReadonlyMap<string, number>;
}
