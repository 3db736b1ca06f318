import { inputProblem } from '../error.ts';
import { laptopEvent, type RunContext } from './context.ts';

/** The words of an input `samples`; the last shows values although everybody may read the run. */
export const SAMPLES = ['none', 'masked', 'values', 'values-in-public'] as const;

/** What may be told of values: nothing, their shapes, or themselves. */
export type Level = 'none' | 'masked' | 'values';

/** Summaries and artifacts of a public repository are public for ever; where nobody can tell, it counts as public. */
export const isPrivate = ({ event, payload }: Pick<RunContext, 'event' | 'payload'>): boolean =>
  event === laptopEvent || payload.repository?.private === true;

/** @throws InputError for `values` in a repository that is not known to be private */
export function samplesLevel(samples: (typeof SAMPLES)[number], run: RunContext): Level {
  if (samples === 'values' && !isPrivate(run))
    throw inputProblem({
      where: 'samples',
      what: run.isPublic
        ? '`values` would show cell values to everybody: this repository is public'
        : '`values` would show cell values, and this event does not say that the repository is private',
      expected: '`none` or `masked`',
      next: 'If everybody may read these values, say `values-in-public`.',
    });
  return samples === 'values-in-public' ? 'values' : samples;
}
