import { expect, test } from 'vitest';
import type { CategoricalColumn } from '../profile/schema.ts';
import { newCategories } from './new-categories.ts';
import { DEFAULT_RULE } from './rule.ts';

/** 150 values that stand equally often, and others. */
const column = (known: number, other: number): CategoricalColumn => ({
  name: 'word',
  role: 'feature',
  kind: 'categorical',
  type: 'string',
  rows: known + other,
  missing: 0,
  invalid: 0,
  categories: Array.from({ length: 150 }, (_, at) => ({ value: `w${at}`, count: known / 150 })),
  other,
  complete: true,
});
const words = (values: CategoricalColumn): CategoricalColumn => ({
  ...values,
  rows: 500,
  of: { column: 'review', measure: 'vocabulary' },
});

test('values that the reference never had are no chance', () => {
  const found = newCategories(column(60_000, 0), column(9000, 300), DEFAULT_RULE);
  expect(found).toMatchObject({ count: 300, share: 300 / 9300 });
  expect(found?.p).toBeLessThan(1e-6);
});

test('words that one text may have brought say nothing of chance', () => {
  expect(newCategories(words(column(60_000, 0)), words(column(9000, 300)), DEFAULT_RULE)).toBeNull();
});
