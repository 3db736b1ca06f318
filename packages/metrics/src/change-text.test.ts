import { expect, test } from 'vitest';
import { changeText } from './change-text.ts';

test.each<[string, number, number | null, string]>([
  ['as many decimals as tell it from what is allowed', -0.010_04, 0.01, '-1.004 pp'],
  ['no more where arithmetic alone differs', 0.91 - 0.92, 0.01, '-1.00 pp'],
  ['the allowance itself', -0.01, 0.01, '-1.00 pp'],
  ['nothing allowed', -0.000_01, 0, '-0.001 pp'],
  ['nothing to compare with', 0.0123, null, '+1.23 pp'],
])('%s', (_, change, margin, text) => {
  expect(changeText({ change, margin, interval: null, proportion: true })).toBe(text);
});
