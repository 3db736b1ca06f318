import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@ml-actions/core/error';
import { convertActionTemplate, parseAction, silent } from './github-parser.ts';
import { OutsideSubset } from './problem.ts';
import { readTemplate, type Template } from './template.ts';

/** A JavaScript action's `action.yml`. */
export interface ActionManifest {
  readonly directory: string;
  readonly main: string;
  readonly post: string | undefined;
  /** the runner's default is `always()` */
  readonly postIf: string;
  /** every input with its default; an empty text where it has none */
  readonly inputs: ReadonlyMap<string, Template>;
}

/** The runtime that the machine's Node stands for. */
const RUNTIME = 'node24';

/**
 * Reads `action.yml` with GitHub's own parser.
 *
 * @throws InputError with the parser's errors; OutsideSubset for anything but a node24 action without `pre`
 */
export async function readActionManifest(directory: string): Promise<ActionManifest> {
  const path = join(directory, 'action.yml');
  const { context, value } = parseAction({ name: path, content: await readFile(path, 'utf8') }, silent);
  const action = value && convertActionTemplate(context, value);
  const errors = context.errors.getErrors().map(({ message }) => message);
  if (!action || errors.length > 0) throw new InputError(errors.join('\n') || `${path}: is empty.`);
  const { runs } = action;
  if (runs.using !== RUNTIME) throw new OutsideSubset(path, `\`using: ${runs.using}\``);
  if (runs.pre) throw new OutsideSubset(path, '`pre`');
  const defaults = (action.inputs ?? []).map(
    ({ id, default: given }) => [id, given ? readTemplate(given, `${path}: ${id}`) : ''] as const,
  );
  return { directory, main: runs.main, post: runs.post, postIf: runs.postIf ?? 'always()', inputs: new Map(defaults) };
}
