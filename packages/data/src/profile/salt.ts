import { inputProblem } from '@ml-actions/core/error';
import { sha256 } from '@ml-actions/core/json/digest';
import type { Ports } from '@ml-actions/core/runner/ports';
import type { Profile } from './schema.ts';

/** Variable of the environment with a secret of the repository; it never stands in a profile. */
const PROFILE_KEY = 'ML_ACTIONS_PROFILE_KEY';
/** A profile lets a key be tried out: what people think up is not enough. */
const SHORTEST_KEY = 32;
const DIGITS = 32;

type Env = Ports['env'];

/** What the category values of a profile are hashed with. */
export interface Salt {
  /** 32 hexadecimal digits */
  readonly text: string;
  /** it comes from a key and must not be written */
  readonly isSecret: boolean;
}

/**
 * What hashes the category values of a model's profiles: the same for all of them, so that the same data has the same
 * profile. With a key nobody without it can try values out. Without one the salt stands in the profile, and hides values
 * only from readers who cannot guess them.
 * @throws InputError for a key that is too short
 */
export function saltOf(model: string, { env, log }: Pick<Ports, 'env' | 'log'>): Salt {
  const secret = secretSalt(env);
  if (secret !== null) return { text: secret, isSecret: true };
  if (env[PROFILE_KEY] !== undefined)
    log.warning(`${PROFILE_KEY}: it is empty, so the categories of the profile are hashed without a key.`);
  return { text: sha256(`ml-actions-profile:${model}`).slice(0, DIGITS), isSecret: false };
}

/** One for all models: a version of another one may be the reference. */
function secretSalt(env: Env): string | null {
  const key = (env[PROFILE_KEY] ?? '').trim();
  if (key === '') return null;
  if (key.length >= SHORTEST_KEY) return sha256(`ml-actions-profile-key:${key}`).slice(0, DIGITS);
  throw inputProblem({
    where: PROFILE_KEY,
    what: 'the key is too short',
    got: `${key.length} characters`,
    expected: `${SHORTEST_KEY} or more`,
    next: 'Make one with `openssl rand -hex 32`.',
  });
}

/** By which a salt that is not written is known again. */
export const saltDigest = ({ text }: Salt): string => sha256(`ml-actions-profile-salt:${text}`);

/**
 * A profile with the salt that data must be counted with.
 * @throws InputError where that comes from a key, and another one or none is at hand
 */
export function withSalt(profile: Profile, env: Env, where: string): Profile {
  if (profile.saltDigest === undefined) return profile;
  const text = secretSalt(env);
  if (text !== null && saltDigest({ text, isSecret: true }) === profile.saltDigest) return { ...profile, salt: text };
  throw inputProblem({
    where,
    what: `its category values are hashed with ${text === null ? 'a key' : 'another key'}`,
    next: `Set \`${PROFILE_KEY}\` in the step's environment to the one that it was made with, or make it again.`,
  });
}
