import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '@ml-actions/core/json/digest';
import { saltOf, withSalt } from '@ml-actions/data/profile/salt';
import { profileText } from '@ml-actions/data/profile/schema';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { spokenLog } from '../../../test/support/ports.ts';
import { type Nights, openNights } from './fixture/check.ts';

let nights: Nights;
beforeEach(async () => {
  nights = await openNights();
});
afterEach(() => nights.close());

const key = 'k'.repeat(32);
const withKey = (value = key) => ({ env: { ML_ACTIONS_PROFILE_KEY: value } });
const spoken = (env: Record<string, string>) => ({ env, log: spokenLog() });
const values = { features: 'operator_kind', issue: 'never', debounce: '1/1' };
const write = (overrides = {}) =>
  nights.check(
    1,
    { ...values, current: 'data/train.csv', reference: 'path:data/train.csv', 'profile-out': 'p.json' },
    overrides,
  );
const check = (current: string, overrides = {}) =>
  nights.check(2, { ...values, current, reference: 'path:p.json' }, overrides);
const written = () => readFile(join(nights.workspace, 'p.json'), 'utf8');
const hashed = (salt: string, value: string) => sha256(`${salt}:${value}`).slice(0, 16);

describe('a profile that everybody may read', () => {
  test('lets values be tried out without a key, and not with one', async () => {
    await write();
    const open = saltOf('birds', spoken({})).text;
    const value = 'airline';
    expect(await written()).toContain(`"salt":"${open}"`);
    expect(await written()).toContain(hashed(open, value));
    await write(withKey());
    const secret = saltOf('birds', spoken(withKey().env)).text;
    expect(await written()).toContain(hashed(secret, value));
    expect(await written()).not.toContain(secret);
    expect(await written()).not.toContain(hashed(open, value));
    expect(await written()).not.toContain('"salt"');
  });

  test('is a reference where the key is at hand, as one without a key is', async () => {
    await write();
    const plain = await check('data/production/2000.csv');
    await write(withKey());
    const keyed = await check('data/production/2000.csv', withKey());
    expect(keyed.outcome.outputs.status).toBe('drift');
    expect(keyed.predicate.columns).toEqual(plain.predicate.columns);
    expect((await check('data/train.csv', withKey())).outcome.outputs.status).toBe('ok');
    await expect(check('data/train.csv')).rejects.toThrow(
      'profile of p.json: its category values are hashed with a key. Set `ML_ACTIONS_PROFILE_KEY` in the step',
    );
    await expect(check('data/train.csv', withKey('x'.repeat(32)))).rejects.toThrow('are hashed with another key. Set');
  });

  test.each(['', ' '.repeat(40)])('says that a key is empty', async (empty) => {
    const { log } = await write(withKey(empty));
    const told =
      'warning: ML_ACTIONS_PROFILE_KEY: it is empty, so the categories of the profile are hashed without a key.';
    expect(log).toContain(told);
    expect((await write()).log).not.toContain(told);
  });

  test('takes no key that could be guessed', async () => {
    await expect(write(withKey('birds'))).rejects.toThrow(
      'ML_ACTIONS_PROFILE_KEY: the key is too short (got 5 characters, expected 32 or more). Make one with',
    );
  });
});

test('one salt serves the profiles of all models, which may be references of each other', () => {
  const ports = spoken(withKey().env);
  expect(saltOf('birds', ports)).toEqual(saltOf('fish', ports));
  expect(saltOf('birds', spoken({}))).not.toEqual(saltOf('fish', spoken({})));
  const profile = { format: 'ml-actions-profile', version: 2, values: 'plain', columns: [] } as const;
  expect(withSalt({ ...profile, columns: [] }, {}, 'p')).toEqual(profile);
  expect(profileText({ ...profile, columns: [] })).toBe(`${JSON.stringify(profile)}\n`);
});
