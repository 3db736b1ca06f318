import { commandEnv } from '@ml-actions/core/exec/child-env';
import type { Env } from '@ml-actions/core/exec/command';

export interface Randomness {
  readonly seed: number;
  readonly deterministic: 'off' | 'seed';
}

/** Python takes 0 to 4294967295 (`PYTHONHASHSEED`, Python docs: Command line and environment). */
const HASH_SEEDS = 2 ** 32;

/**
 * The environment of the training command: this step's, without what is withheld, with unbuffered Python and, unless
 * `deterministic` is `off`, the seed. What the user set for the step wins over our settings, never over the seed.
 */
export function childEnv(env: Env, { seed, deterministic }: Randomness): Env {
  const seeded = deterministic === 'off' ? {} : { ML_SEED: String(seed), PYTHONHASHSEED: String(seed % HASH_SEEDS) };
  return { ...commandEnv(env), ...seeded };
}
