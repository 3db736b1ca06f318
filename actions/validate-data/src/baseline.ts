import { inputProblem } from '@ml-actions/core/error';
import { parseReference } from '@ml-actions/core/reference/reference';
import type { Log } from '@ml-actions/core/runner/log';

/**
 * Changes against earlier data are a later depth: `auto` is said to show none, anything more is refused.
 *
 * @throws InputError for a reference that is neither `auto` nor `none`
 */
export function noBaseline(text: string, log: Log): void {
  const { kind } = parseReference(text, 'baseline');
  if (kind !== 'auto' && kind !== 'none')
    throw inputProblem({
      where: 'baseline',
      what: `\`baseline: ${kind === 'path' || kind === 'git' || kind === 'run' ? `${kind}:` : 'NAME'}\` is not available yet`,
      next: 'Leave it out for now.',
    });
  if (kind === 'auto') log.info('Baseline: none; showing what changed in the data is not available yet.');
}
