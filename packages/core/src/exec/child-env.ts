import type { Env } from './command.ts';

/**
 * What a user's command must not have: this step's inputs and saved state, the tokens of the runner's own services (they
 * sign evidence and fill the cache), GitHub's tokens, the key of profiles, and the files that change later steps.
 */
const WITHHELD =
  /^(INPUT_.*|STATE_.*|ACTIONS_.*|ML_ACTIONS_PROFILE_KEY|GITHUB_TOKEN|GH_TOKEN|GITHUB_ENTERPRISE_TOKEN|GH_ENTERPRISE_TOKEN|GITHUB_(ENV|PATH|OUTPUT|STATE|STEP_SUMMARY))$/i;

/** This step's environment for a command of the user's: without what is withheld, Python unbuffered. */
export const commandEnv = (env: Env): Env => ({
  PYTHONUNBUFFERED: '1',
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !WITHHELD.test(name))),
});
