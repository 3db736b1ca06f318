import { expect, test } from 'vitest';
import { progressText } from './progress-text.ts';

test.each<[number | undefined, string]>([
  [7_600_000_000, 'train: 43 % of 7.6 GB (3.27 GB read)'],
  [0, 'train: 43 % of 0 B (0 B read)'],
  [undefined, 'train: 43 % of this scan'],
])('of %j bytes', (bytes, text) => expect(progressText('train', 43, bytes)).toBe(text));
