import { xoshiro128 } from '@ml-actions/stats/prng';
import { expect, test } from 'vitest';
import type { CategoricalColumn } from '../profile/schema.ts';
import { categoricalEffect } from './effect.ts';
import { DEFAULT_RULE } from './rule.ts';

const { next } = xoshiro128(11);
const uniform = (): number => next() / 2 ** 32;
const KEPT = 200;

/** Values of `kinds` kinds; `tail` 0: all as likely, 1: the frequent ones are much more so. */
const draw = (rows: number, kinds: number, tail: number): string[] =>
  Array.from({ length: rows }, () => String(Math.floor(kinds * uniform() ** (1 + 3 * tail))));

function columnOf(values: readonly string[], kept: readonly string[]): CategoricalColumn {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const categories = kept.map((value) => ({ value, count: counts.get(value) ?? 0 }));
  const other = values.length - categories.reduce((sum, { count }) => sum + count, 0);
  const about = { name: 'c', role: 'feature', kind: 'categorical', type: 'string' } as const;
  return { ...about, rows: values.length, missing: 0, invalid: 0, categories, other, complete: false };
}

/** The effect of `now` on the frame of the most frequent values of a reference. */
function effectOf(reference: readonly string[], now: readonly string[]) {
  const counts = new Map<string, number>();
  for (const value of reference) counts.set(value, (counts.get(value) ?? 0) + 1);
  const kept = [...counts].sort(([, a], [, b]) => b - a).slice(0, KEPT);
  const names = kept.map(([value]) => value);
  return categoricalEffect(columnOf(reference, names), columnOf(now, names), DEFAULT_RULE);
}

const populations: readonly [kinds: number, tail: number][] = [
  [2000, 0],
  [20_000, 0],
  [2000, 1],
  [20_000, 1],
];

test.each(populations)('%d kinds (tail %d), all of them replaced: certain', (kinds, tail) => {
  const replaced = draw(2000, kinds, tail).map((value) => `new ${value}`);
  const { p, value, threshold } = effectOf(draw(20_000, kinds, tail), replaced);
  expect(p).toBeLessThan(kinds === 20_000 && tail === 0 ? 0.02 : 1e-9); // every row another value: little is known
  expect(value).toBeGreaterThan(threshold);
});

test.each(populations)('%d kinds (tail %d) of one population alarm as rarely as they should', (kinds, tail) => {
  const runs = 60;
  const rejected = Array.from({ length: runs }, () => effectOf(draw(10_000, kinds, tail), draw(500, kinds, tail)).p);
  const level = 0.05;
  const rate = rejected.filter((p) => p <= level).length / runs;
  expect(rate).toBeLessThanOrEqual(level + 2 * Math.sqrt((level * (1 - level)) / runs));
});
