import { realpath } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { inputProblem } from '@ml-actions/core/error';
import { isWithin, quoted } from '@ml-actions/core/path/inside';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { ValidateInputs } from './inputs.ts';

const where = 'shared-cache';

/**
 * Directories outside the workspace that links of data may lead into; none for code of a fork or Dependabot, whose links
 * somebody else has made.
 *
 * @throws InputError for what is no absolute path of a directory, or holds the workspace itself
 */
export async function cachesOf(inputs: ValidateInputs, { run }: Ports): Promise<readonly string[]> {
  if (run.isFork || run.isDependabot) return [];
  const workspace = await realpath(run.workspace);
  return Promise.all((inputs[where] ?? []).map((path) => cacheAt(path, workspace)));
}

async function cacheAt(path: string, workspace: string): Promise<string> {
  if (!isAbsolute(path))
    throw inputProblem({
      where,
      what: `${quoted(path)} is no absolute path`,
      expected: 'a directory outside the workspace',
    });
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) throw inputProblem({ where, what: `${quoted(path)} does not exist` });
  if (isWithin(real, workspace))
    throw inputProblem({
      where,
      what: `${quoted(path)} holds the workspace`,
      expected: 'a directory with nothing but data that may be read',
    });
  return real;
}
