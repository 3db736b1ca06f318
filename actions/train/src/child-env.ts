import type { Env } from '@ml-actions/core/exec/command';

/**
 * What the training command must not have: this step's inputs and saved state, the tokens of the runner's own
 * services (they sign evidence and fill the cache), GitHub's tokens, and the files that change later steps.
 */
const WITHHELD =
  /^(INPUT_.*|STATE_.*|ACTIONS_.*|GITHUB_TOKEN|GH_TOKEN|GITHUB_ENTERPRISE_TOKEN|GH_ENTERPRISE_TOKEN|GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY))$/i;

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
  const kept = Object.fromEntries(Object.entries(env).filter(([name]) => !WITHHELD.test(name)));
  const seeded = deterministic === 'off' ? {} : { ML_SEED: String(seed), PYTHONHASHSEED: String(seed % HASH_SEEDS) };
  return { PYTHONUNBUFFERED: '1', ...kept, ...seeded };
}
