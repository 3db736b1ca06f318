import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { insideNew } from '@ml-actions/core/path/inside';
import { recordId } from '@ml-actions/core/record/identity';
import { laptopEvent } from '@ml-actions/core/runner/context';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Level } from '@ml-actions/data/failing/level';
import type { ValidateInputs } from './inputs.ts';

/** The input's words; the last shows values although everybody may read the run. */
export const SAMPLES = ['none', 'masked', 'values', 'values-in-public'] as const;

/** What may be told of failing rows, and where the file of them goes. */
export interface Samples {
  readonly level: Level;
  /** relative to the workspace */
  readonly path: string;
  /** the same, absolute */
  readonly file: string;
}

/**
 * Summaries and artifacts of a public repository are public for ever, so values are shown there only where the input says
 * so; where nobody can tell who reads the run, it counts as public.
 *
 * @throws InputError for `values` in a repository that is not known to be private
 */
export async function samplesOf({ samples, matrix }: ValidateInputs, { run, model }: Ports): Promise<Samples> {
  const isPrivate = run.event === laptopEvent || run.payload.repository?.private === true;
  if (samples === 'values' && !isPrivate)
    throw inputProblem({
      where: 'samples',
      what: run.isPublic
        ? '`values` would show cell values to everybody: this repository is public'
        : '`values` would show cell values, and this event does not say that the repository is private',
      expected: '`none` or `masked`',
      next: 'If everybody may read these values, say `values-in-public`.',
    });
  const path = `.ml-actions/${model}/data/${recordId(undefined, matrix)}.failing-rows.parquet`;
  const file = await insideNew(run.workspace, path, 'failing-rows');
  await mkdir(dirname(file), { recursive: true });
  return { level: samples === 'values-in-public' ? 'values' : samples, path, file };
}
