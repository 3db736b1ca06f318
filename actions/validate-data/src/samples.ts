import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { insideNew } from '@ml-actions/core/path/inside';
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
export async function samplesOf({ samples, matrix }: ValidateInputs, { run, model }: Ports): Promise<Samples> {
  const level = samplesLevel(samples, run);
  const path = `.ml-actions/${model}/data/${recordId(undefined, matrix)}.failing-rows.parquet`;
  const file = await insideNew(run.workspace, path, 'failing-rows');
  await mkdir(dirname(file), { recursive: true });
  return { level, path, file };
}
