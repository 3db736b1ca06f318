import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inside } from '@ml-actions/core/path/inside';
import { type VersionRecord, versionOfDigest } from '@ml-actions/core/reference/find-version';
import type { Ports } from '@ml-actions/core/runner/ports';
import { readPredictionsBlob } from '@ml-actions/registry/predictions';
import type { FoundBaseline } from './baseline.ts';
import { workspacePath } from './metric-files.ts';
import type { Columns, PredictionsFile } from './read-predictions.ts';

/** The baseline's predictions, and how its ids are hidden; null: as they are. */
export interface BaselinePredictions extends PredictionsFile {
  readonly salt: string | null;
}

const where = 'baseline-predictions';
const blobColumns: Columns = {};

/**
 * Finds the baseline's predictions: the file that the input names, else what was registered with its version.
 *
 * @throws InputError for a named file that cannot be used; GateRefused or ServiceError when a registered blob was
 * changed or cannot be read
 */
export async function findBaselinePredictions(
  given: string | undefined,
  columns: Columns,
  baseline: FoundBaseline,
  ports: Ports,
): Promise<BaselinePredictions | null> {
  const { workspace } = ports.run;
  if (given !== undefined) {
    const file = await inside(workspace, workspacePath(ports, given.replace(/^path:/, '')), where);
    return { name: where, file, root: workspace, columns, salt: null };
  }
  const view = async () => (await ports.store()).view();
  const version = baseline.version ?? (await versionOf(baseline, ports));
  const blob = version && (await readPredictionsBlob(version, { view: await view(), workspace }));
  if (!blob) return null;
  const file = join(ports.run.temp, 'ml-actions', 'baseline', `${blob.sha256}.csv`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, blob.bytes);
  return {
    name: "the baseline's registered predictions",
    file,
    root: dirname(file),
    columns: blobColumns,
    salt: blob.salt,
  };
}

/** The version that a record's model became; one that was evaluated on another test set has other predictions. */
export async function versionOf({ modelDigest, testSet }: FoundBaseline, ports: Ports): Promise<VersionRecord | null> {
  if (modelDigest === null) return null;
  const version = await versionOfDigest(await (await ports.store()).view(), ports.model, modelDigest);
  const evaluated = version?.predicate.evaluation?.testSet ?? null;
  return evaluated !== null && testSet !== null && evaluated !== testSet ? null : version;
}
