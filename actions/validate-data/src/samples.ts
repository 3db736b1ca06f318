import { lstat, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { insideNew, quoted } from '@ml-actions/core/path/inside';
import { recordId } from '@ml-actions/core/record/identity';
import { samplesLevel } from '@ml-actions/core/runner/audience';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Level } from '@ml-actions/data/failing/level';
import type { ValidateInputs } from './inputs.ts';

/** What may be told of failing rows, and where the file of them goes. */
export interface Samples {
  readonly level: Level;
  /** relative to the workspace */
  readonly path: string;
  /** the same, absolute */
  readonly file: string;
}

/** @throws InputError for `values` in a repository that is not known to be private */
export async function samplesOf(inputs: ValidateInputs, ports: Ports): Promise<Samples> {
  const level = samplesLevel(inputs.samples, ports.run);
  const { path, file } = await placeOf(inputs, ports);
  await mkdir(dirname(file), { recursive: true });
  return { level, path, file };
}

/**
 * Removes the failing rows of an earlier run: beside a report without any they would be taken for its own.
 * @throws InputError where they cannot be removed
 */
export async function forgetFailingRows(inputs: ValidateInputs, ports: Ports): Promise<void> {
  const { path, file } = await placeOf(inputs, ports);
  const former = await lstat(file).catch(() => null);
  if (!former || former.isDirectory()) return;
  await rm(file, { force: true }).catch((error: NodeJS.ErrnoException) => {
    throw inputProblem({
      where: 'failing-rows',
      what: `${quoted(path)} is of an earlier run and cannot be removed`,
      got: error.code ?? 'an error',
    });
  });
}

/** The file is ours by its name; one that is a link is not followed. */
async function placeOf({ matrix }: ValidateInputs, { run, model }: Ports): Promise<Omit<Samples, 'level'>> {
  const folder = `.ml-actions/${model}/data`;
  const name = `${recordId(undefined, matrix)}.failing-rows.parquet`;
  return { path: `${folder}/${name}`, file: join(await insideNew(run.workspace, folder, 'failing-rows'), name) };
}
