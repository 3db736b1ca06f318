import { resolve } from 'node:path';
import { inputProblem } from '../error.ts';
import type { RunContext } from '../runner/context.ts';
import type { Handover } from './handover.ts';
import { artifactHandover } from './handover-artifact.ts';
import { fileHandover } from './handover-file.ts';

const filePrefix = 'file:';

/**
 * The hand-over of a run: the setting `handover`, else the artifact service where the runner offers one, else null.
 *
 * @throws InputError for a setting that is neither `file:DIR` nor (later) `s3://`.
 */
export function openHandover(
  setting: string | undefined,
  run: RunContext,
  token: string,
  hasArtifacts: boolean,
): Handover | null {
  if (setting?.startsWith(filePrefix)) {
    return fileHandover(
      resolve(run.workspace, setting.slice(filePrefix.length)),
      run.repositoryId || run.repo,
      run.runId,
    );
  }
  if (setting) {
    const later = setting.startsWith('s3://');
    throw inputProblem({
      where: 'handover',
      what: later ? '`s3://` is not available yet' : 'is not a hand-over',
      got: setting,
      expected: 'file:DIR',
      next: 'Set it in ml-actions.yml or leave it out.',
    });
  }
  if (!hasArtifacts) return null;
  return artifactHandover(run.runId, { token, owner: run.owner, repo: run.repo });
}
