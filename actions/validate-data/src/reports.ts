import { insideNew } from '@ml-actions/core/path/inside';
import { recordId } from '@ml-actions/core/record/identity';
import type { Ports } from '@ml-actions/core/runner/ports';
import { writeWhole } from '@ml-actions/core/store/whole-file';
import type { DataBody } from './body.ts';
import type { Earlier } from './changes.ts';
import type { CheckAnswer } from './check-files.ts';
import { fromBase } from './data.ts';
import type { ValidateInputs } from './inputs.ts';
import { junitText } from './junit.ts';

/** Where a workflow finds the reports, relative to the workspace. */
export interface Reports {
  readonly report: string;
  readonly 'html-report': string;
  readonly junit: string;
  readonly profile: string;
  readonly 'failing-rows': string;
}

/** What there is to report. */
export interface Found extends Pick<CheckAnswer, 'profile' | 'shapes' | 'failing'> {
  readonly body: DataBody;
  readonly earlier: Earlier;
}

/**
 * Writes the reports beside the record, and the profile where it was asked for.
 *
 * @throws InputError when `profile-out` leaves the workspace
 */
export async function writeReports(
  { body, profile, shapes, earlier, failing }: Found,
  inputs: ValidateInputs,
  { run, base, model, clock }: Ports,
): Promise<Reports> {
  const write = async (path: string, text: string, where: string): Promise<string> => {
    const file = await insideNew(run.workspace, path, where);
    await writeWhole(file, text);
    return path;
  };
  const id = recordId(undefined, inputs.matrix);
  const folder = `.ml-actions/${model}/data`;
  const { htmlReport } = await import('./html/report.ts');
  const page = htmlReport({ model, createdAt: clock().toISOString(), body, shapes, earlier });
  const profileOut = inputs['profile-out'];
  return {
    report: await write(
      `${folder}/${id}.report.json`,
      `${JSON.stringify({ version: 1, ...body, ...(failing.path !== null && { failingRows: failing }) }, null, 2)}\n`,
      'report',
    ),
    'html-report': await write(`${folder}/${id}.report.html`, page, 'html-report'),
    junit: await write(`${folder}/${id}.junit.xml`, junitText(body, failing.rules), 'junit'),
    profile:
      profileOut === undefined || profile === null
        ? ''
        : await write(fromBase(base, run.workspace)(profileOut), profile, 'profile-out'),
    'failing-rows': failing.path ?? '',
  };
}
