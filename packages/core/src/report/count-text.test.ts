import { expect, it } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import { countText } from './count-text.ts';

it('writes whole numbers as English does', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (count) => {
      expect(countText(count)).toBe(count.toLocaleString('en-US'));
    }),
    { examples: [[0], [-1000], [999], [1000], [1_234_567]] },
  );
});
