import { readFile } from 'node:fs/promises';
import { inputProblem } from '@ml-actions/core/error';
import { inside } from '@ml-actions/core/path/inside';
import type { EvaluateGatePredicate } from '@ml-actions/core/record/predicate/evaluate-gate';
import { clip } from '@ml-actions/core/report/markdown';
import type { Ports } from '@ml-actions/core/runner/ports';
import { workspacePath } from './metric-files.ts';

/** The rest of the comment needs room too. Characters. */
const longest = 20_000;

/**
 * The user's own file for the comment. Records of the default branch are kept for good, and this may hold anything, so
 * there it is left out.
 *
 * @throws InputError when the file cannot be read
 */
export async function readAppended(
  given: string | undefined,
  ports: Ports,
): Promise<EvaluateGatePredicate['appended']> {
  if (given === undefined) return null;
  const name = workspacePath(ports, given);
  const file = await inside(ports.run.workspace, name, 'append');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw inputProblem({
      where: 'append',
      what: `${name} cannot be read (${error.code})`,
      expected: 'a Markdown file',
    });
  });
  if (ports.run.isTrusted) {
    ports.log.info('append: not shown on the default branch, whose records are kept.');
    return null;
  }
  return { name, text: clip(text, longest) };
}
