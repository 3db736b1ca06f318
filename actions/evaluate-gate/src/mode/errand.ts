import type { Errand } from '@ml-actions/core/runner/action';
import type { Ports } from '@ml-actions/core/runner/ports';

/**
 * How an errand ends: it judged nothing, so its own verdict is `skipped` and its step succeeds whatever it posted. It
 * fails only when it could not do its job, which is an exception.
 */
export const told = (commentUrl: string | null, summary: string): Errand => ({
  exitCode: 0,
  outputs: { verdict: 'skipped', blocked: false, 'comment-url': commentUrl ?? '' },
  summary,
});

/** There is nothing to do, and that is no mistake. */
export function idle({ log }: Ports, why: string): Errand {
  log.notice(`${why}.`);
  return told(null, '');
}
