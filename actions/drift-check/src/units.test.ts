import { COUNT_METHODS, countEffect } from '@ml-actions/data/drift/count-method';
import { EMBEDDING_METHODS, isVectorMethod, vectorEffect } from '@ml-actions/data/drift/embedding-method';
import { EVIDENTLY_TESTS, evidentlyEffect } from '@ml-actions/data/drift/evidently';
import { NUMBER_METHODS, numberEffect } from '@ml-actions/data/drift/number-method';
import { describe, expect, test } from 'vitest';
import { meaningOf, qMeaning, rulesIn, unitsIn } from './units.ts';

const numbers = Float64Array.from({ length: 50 }, (_, at) => at);
const later = numbers.map((each) => each + 3);
const counts = { kind: 'counts', reference: [30, 20], current: [20, 30] } as const;
const pair = { kind: 'numbers', reference: numbers, current: later, integers: true } as const;
const vectors = Array.from({ length: 50 }, (_, at) => Float64Array.of(at % 7, at % 3));

test('every unit that a method can give has a meaning', () => {
  const units = [
    'RFF/std',
    'changed share',
    ...NUMBER_METHODS.map((method) => numberEffect(method, numbers, later).name),
    ...COUNT_METHODS.map((method) => countEffect(method, counts.reference, counts.current).name),
    ...EVIDENTLY_TESTS.flatMap((method) => [
      evidentlyEffect(pair, method)?.name,
      evidentlyEffect(counts, method)?.name,
    ]),
    ...EMBEDDING_METHODS.filter(isVectorMethod).map(
      (method) => vectorEffect(method, { reference: vectors, current: vectors, bandwidth: 1 })?.name,
    ),
  ];
  expect([...new Set(units)].filter((unit) => unit !== undefined && meaningOf(unit) === undefined)).toEqual([]);
  expect(new Set(units).size).toBeGreaterThan(20);
  expect(meaningOf('constructor')).toBeUndefined();
});

describe('a report explains what its columns have, and nothing else', () => {
  const ours = { unit: 'W1/std', decides: 'effect and q' } as const;
  const theirs = { unit: 'KS p-value', decides: 'p-value' } as const;
  test.each([
    ['the default rule', [ours, ours], ['W1/std'], 1, true],
    ['a preset', [theirs, { unit: 'PSI', decides: 'distance' } as const], ['KS p-value', 'PSI'], 2, false],
    ['nothing compared', [{ unit: null, decides: null }], [], 0, false],
  ])('%s', (_, columns, units, rules, hasQ) => {
    expect(unitsIn(columns).map(([unit]) => unit)).toEqual(units);
    expect(rulesIn(columns, { alpha: 0.05 })).toHaveLength(rules);
    expect(qMeaning(columns) !== '').toBe(hasQ);
  });
});
