import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { insideNew } from '@ml-actions/core/path/inside';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { DataBody } from './body.ts';
import { fromBase } from './data.ts';
import type { ValidateInputs } from './inputs.ts';
import { junitText } from './junit.ts';

/** Where a workflow finds the reports, relative to the workspace. */
export interface Reports {
  readonly report: string;
  readonly junit: string;
  readonly profile: string;
}

/**
 * Writes the reports beside the record, and the profile where it was asked for.
 *
 * @throws InputError when `profile-out` leaves the workspace
 */
export async function writeReports(
  id: string,
  body: DataBody,
  profile: string | null,
  inputs: ValidateInputs,
  { run, base, model }: Ports,
): Promise<Reports> {
  const write = async (path: string, text: string, where: string): Promise<string> => {
    const file = await insideNew(run.workspace, path, where);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return path;
  };
  const folder = `.ml-actions/${model}/data`;
  const profileOut = inputs['profile-out'];
  return {
    report: await write(
      `${folder}/${id}.report.json`,
      `${JSON.stringify({ version: 1, ...body }, null, 2)}\n`,
      'report',
    ),
    junit: await write(`${folder}/${id}.junit.xml`, junitText(body), 'junit'),
    profile:
      profileOut === undefined || profile === null
        ? ''
        : await write(fromBase(base, run.workspace)(profileOut), profile, 'profile-out'),
  };
}
