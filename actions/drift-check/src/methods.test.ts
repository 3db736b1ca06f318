import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Nights, openNights } from './fixture/check.ts';

let nights: Nights;
beforeEach(async () => {
  nights = await openNights();
  await nights.write('reference.csv', rows(500, 0, 0));
  await nights.write('same.csv', rows(400, 7, 0));
  await nights.write('moved.csv', rows(400, 7, 0.4));
});
afterEach(() => nights.close());

/** Numbers spread over 0..1 and two kinds; `shift` moves both. */
const rows = (count: number, seed: number, shift: number): string => {
  const lines = Array.from({ length: count }, (_, at) => {
    const x = (((at + seed + 1) * 7919) % 10_007) / 10_007;
    return `${x + shift},${(((at + seed) * 31) % 101) / 101 < 0.6 - shift ? 'a' : 'b'}`;
  });
  return `x,kind\n${lines.join('\n')}\n`;
};
const values = { reference: 'path:reference.csv', issue: 'never', debounce: '1/1' };
const check = (current: string, more: Record<string, string>) => nights.check(1, { ...values, current, ...more });

describe('a method asked for by name', () => {
  test.each(['w1', 'ks', 'energy', 'cvm', 'ad', 'mwu', 't', 'psi', 'js', 'kl', 'hellinger', 'tvd', 'l-infinity', 'g'])(
    '%s tells a moved column from the same one',
    async (method) => {
      const methods = JSON.stringify({ x: method });
      const same = await check('same.csv', { methods, features: 'x' });
      expect(same.outcome.outputs.status).toMatch(/^(ok|noise-limited)$/);
      const moved = await check('moved.csv', { methods, features: 'x' });
      expect(moved.outcome.outputs).toMatchObject({ status: 'drift', 'worst-column': 'x' });
      expect(moved.predicate.columns[0]?.effect).toBeGreaterThan(same.predicate.columns[0]?.effect ?? 0);
    },
  );

  test.each(['js', 'psi', 'kl', 'hellinger', 'tvd', 'l-infinity', 'chi2', 'g', 'cramers-v', 'z'])(
    '%s does for categories',
    async (method) => {
      const more = { methods: JSON.stringify({ kind: method }), features: 'kind' };
      expect((await check('same.csv', more)).outcome.outputs.status).toMatch(/^(ok|noise-limited)$/);
      expect((await check('moved.csv', more)).outcome.outputs.status).toBe('drift');
    },
  );

  test('works on a profile where its counts suffice, and says where they do not', async () => {
    await check('reference.csv', { 'profile-out': 'profile.json' });
    const more = { reference: 'path:profile.json', features: 'x' };
    const moved = await check('moved.csv', { ...more, methods: '{"x":"hellinger"}' });
    expect(moved.outcome.outputs.status).toBe('drift');
    await expect(check('moved.csv', { ...more, methods: '{"x":"energy"}' })).rejects.toThrow(
      'the method energy needs the rows of the reference, and this reference is a profile',
    );
  });

  test.each([
    ['{"kind":"ks"}', 'this method is not for a column that is categorical (got ks, expected js, psi,'],
    ['{"x":"psy"}', 'this method is not for a column that is numeric (got psy, expected w1, ks,'],
    ['{"y":"ks"}', 'the reference has no column "y"'],
  ])('%s is refused', async (methods, message) => {
    await expect(check('same.csv', { methods })).rejects.toThrow(message);
  });
});

describe('preset evidently-compatible', () => {
  const preset = 'evidently-compatible';

  test('judges each column alone, with the test that Evidently chooses', async () => {
    const { predicate } = await check('moved.csv', { preset });
    expect(predicate.columns.map(({ column, unit, status }) => [column, unit, status])).toEqual([
      ['kind', 'z p-value', 'drift'],
      ['x', 'KS p-value', 'drift'],
    ]);
    const same = await check('same.csv', { preset });
    expect(same.outcome.outputs.status).toBe('ok');
    expect(same.markdown).toMatch(/has a (z|KS) p-value of [\d.]+; its threshold is 0.05/);
  });

  test('says which of its tests are faulty', async () => {
    const { predicate } = await check('moved.csv', { preset, methods: '{"x":"mannw","kind":"chisquare"}' });
    expect(predicate.columns.flatMap(({ notes }) => notes)).toEqual([
      expect.stringContaining('goodness of fit takes the reference as exact'),
      expect.stringContaining('the test is one-sided'),
    ]);
  });

  test('needs the rows of the reference', async () => {
    await check('reference.csv', { 'profile-out': 'profile.json' });
    await expect(check('same.csv', { preset, reference: 'path:profile.json' })).rejects.toThrow(
      'the preset evidently-compatible needs the rows of the reference',
    );
  });
});
