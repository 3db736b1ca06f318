import { expect, test } from 'vitest';
import { thresholdFrom } from './quiet.ts';
import { DEFAULT_RULE, thresholdOf } from './rule.ts';

test.each([
  [[0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1, 0.2], 0.15 + 3 * 0.053_452_248],
  [[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], 0.1],
])('quiet periods of %j set a threshold of %d', (effects, expected) => {
  expect(thresholdFrom(effects)).toBeCloseTo(expected, 6);
});

test('the larger one of a kind and of quiet periods counts, and a threshold of the user stands', () => {
  const calibrated = { x: 0.3, y: 0.01 };
  expect(thresholdOf({ ...DEFAULT_RULE, calibrated }, 'x', 0.1)).toBe(0.3);
  expect(thresholdOf({ ...DEFAULT_RULE, calibrated }, 'y', 0.1)).toBe(0.1);
  expect(thresholdOf({ ...DEFAULT_RULE, calibrated, thresholds: { x: 0.05 } }, 'x', 0.1)).toBe(0.05);
});
