import { setTimeout as sleep } from 'node:timers/promises';
import { ServiceError } from '../error.ts';

export interface RetryLimits {
  readonly tries: number;
  /** milliseconds from the first try on; no try starts later */
  readonly budgetMs: number;
  /** the first pause is drawn from 0..this, and the range triples with every lost race */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/** 20 tries and 120 s: spec; the pauses: 50 processes on 2 cores against one branch stay inside both (store/git.test.ts). */
export const DEFAULT_LIMITS: RetryLimits = {
  tries: 20,
  budgetMs: 120_000,
  firstPauseMs: 1_000,
  longestPauseMs: 20_000,
};

/** Doubling wastes more tries before a crowd of 50 has spread out (measured: 265 against 205 tries for 50 writes). */
const GROWTH = 3;

export type Outcome<T> =
  | { readonly done: true; readonly result: T }
  | { readonly done: false; readonly reason: string };

/**
 * Repeats an attempt until it is done, with full jitter between (AWS Architecture Blog, "Exponential Backoff And
 * Jitter"): writers that lost one race together do not meet in the next.
 *
 * @throws ServiceError with the last reason when tries or time are used up; whatever the attempt throws
 */
export async function retried<T>(
  attempt: () => Promise<Outcome<T>>,
  description: string,
  limits: RetryLimits = DEFAULT_LIMITS,
): Promise<T> {
  const start = performance.now();
  for (let tried = 1; ; tried++) {
    const outcome = await attempt();
    if (outcome.done) return outcome.result;
    const pause = Math.random() * Math.min(limits.longestPauseMs, limits.firstPauseMs * GROWTH ** (tried - 1));
    const spent = performance.now() - start;
    if (tried >= limits.tries || spent + pause > limits.budgetMs) {
      const effort = `${tried} tries in ${Math.round(spent / 1000)} s`;
      throw new ServiceError(`${description}: nothing was written after ${effort}. Last reason: ${outcome.reason}`);
    }
    await sleep(pause);
  }
}
