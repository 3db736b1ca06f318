import { afterEach, beforeEach, test } from 'vitest';
import { features, type Nights, openNights } from './fixture/check.ts';

let nights: Nights;
beforeEach(async () => {
  nights = await openNights();
});
afterEach(() => nights.close());
test('spike', async () => {
  for (const [at, year] of [1999, 2000, 2001, 2002].entries()) {
    const { markdown, log, outcome } = await nights.check(at, {
      reference: 'path:data/train.csv',
      features,
      current: `data/production/${year}.csv`,
      debounce: '1/1',
      issue: 'never',
    });
    console.log(markdown, log, outcome.outputs);
  }
});
