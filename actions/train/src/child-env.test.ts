import { expect, test } from 'vitest';
import { childEnv } from './child-env.ts';

const secrets = {
  'INPUT_GITHUB-TOKEN': 'a',
  INPUT_COMMAND: 'b',
  STATE_check: 'c',
  ACTIONS_RUNTIME_TOKEN: 'd',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'e',
  ACTIONS_RESULTS_URL: 'f',
  GITHUB_TOKEN: 'g',
  ML_ACTIONS_PROFILE_KEY: 'n',
  GH_TOKEN: 'h',
  github_token: 'i',
  GITHUB_ENV: 'j',
  GITHUB_PATH: 'k',
  GITHUB_OUTPUT: 'l',
  GITHUB_STEP_SUMMARY: 'm',
};

test('withholds tokens, inputs and the files that change later steps', () =>
  expect(
    childEnv({ ...secrets, PATH: '/bin', AWS_REGION: 'x', GITHUB_SHA: 'y' }, { seed: 7, deterministic: 'seed' }),
  ).toEqual({
    PATH: '/bin',
    AWS_REGION: 'x',
    GITHUB_SHA: 'y',
    PYTHONUNBUFFERED: '1',
    ML_SEED: '7',
    PYTHONHASHSEED: '7',
  }));

test.each([
  [
    'the user may buffer',
    { PYTHONUNBUFFERED: '' },
    { seed: 1, deterministic: 'off' as const },
    { PYTHONUNBUFFERED: '' },
  ],
  [
    'the recorded seed is the one that is used',
    { ML_SEED: '9', PYTHONHASHSEED: '9' },
    { seed: 2 ** 32 + 1, deterministic: 'seed' as const },
    { PYTHONUNBUFFERED: '1', ML_SEED: '4294967297', PYTHONHASHSEED: '1' },
  ],
])('%s', (_, env, randomness, expected) => expect(childEnv(env, randomness)).toEqual(expected));
