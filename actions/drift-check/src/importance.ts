import { readFile, stat } from 'node:fs/promises';
import { inputProblem } from '@ml-actions/core/error';
import { inside, quoted } from '@ml-actions/core/path/inside';
import type { Ports } from '@ml-actions/core/runner/ports';
import { type DriftInputs, type GivenInputs, weights } from './inputs.ts';
import { fromWorkspace } from './place.ts';

/** No file of weights is larger: a name and a number for each of ten thousand columns. */
const LARGEST_FILE = 1_000_000;

/**
 * The inputs with the weights that `importance` names by a JSON file.
 * @throws InputError when there is no such file, or it holds something else
 */
export async function withImportance(inputs: GivenInputs, ports: Ports): Promise<DriftInputs> {
  const { importance } = inputs;
  return { ...inputs, importance: typeof importance === 'string' ? await weightsIn(importance, ports) : importance };
}

async function weightsIn(path: string, ports: Ports): Promise<DriftInputs['importance']> {
  const file = fromWorkspace(path, ports);
  const real = await inside(ports.run.workspace, file, 'importance');
  const facts = await stat(real);
  const read =
    facts.isFile() && facts.size <= LARGEST_FILE ? weights.safeParse(parsed(await readFile(real, 'utf8'))) : null;
  if (read?.success) return read.data;
  throw inputProblem({
    where: 'importance',
    what: `${quoted(file)} holds no weights by column`,
    expected: 'a JSON file such as `{"age": 2, "city": 0.5}`, numbers of 0 or more',
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
