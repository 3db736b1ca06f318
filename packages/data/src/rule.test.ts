import { expect, test } from 'vitest';
import { contains, parseInterval } from './interval.ts';
import { accepts, parseLimit } from './rule.ts';

const holds = (limit: string, failing: number, of: number): boolean => {
  const read = parseLimit(limit);
  if (!read) throw new Error(`no limit: ${limit}`);
  return accepts(read, failing, of);
};

test.each([
  ['<= 0.57%', 57, 10_000, true],
  ['<= 0.57%', 58, 10_000, false],
  ['< 0.57%', 57, 10_000, false],
  ['< 0.57%', 56, 10_000, true],
  ['<= 0%', 0, 5, true],
  ['<= 0%', 1, 5, false],
  ['< 0%', 0, 5, true],
  ['< 5%', 0, 0, true],
  ['<= 3', 3, 9, true],
  ['< 3', 3, 9, false],
  ['< 0', 0, 9, true],
])('%s of %d among %d', (limit, failing, of, expected) => {
  expect(holds(limit, failing, of)).toBe(expected);
});

test('shares on their bound, to a hundredth of a percent', () => {
  for (let failing = 0; failing <= 10_000; failing++) {
    const percent = `${Math.floor(failing / 100)}.${String(failing % 100).padStart(2, '0')}%`;
    const share = parseInterval(`== ${percent}`);
    expect([percent, holds(`<= ${percent}`, failing, 10_000)]).toEqual([percent, true]);
    expect([percent, failing > 0 && holds(`< ${percent}`, failing, 10_000)]).toEqual([percent, false]);
    expect([percent, share && contains(share, failing / 10_000)]).toEqual([percent, true]);
  }
});

test('a percentage with an exponent', () => {
  expect(parseInterval('<= 1e1%')?.max).toBe(0.1);
});
