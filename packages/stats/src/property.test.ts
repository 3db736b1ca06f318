import { expect, test } from 'vitest';
import * as fc from '../../../test/support/property.ts';
import { delong } from './delong.ts';
import { isDefined } from './measure.ts';
import { holm } from './multiplicity.ts';
import { descendingOrder } from './order.ts';
import { bonettPrice, mcnemar, pairedT } from './paired.ts';
import { midranks } from './rank.ts';
import { averagePrecision, kolmogorovSmirnov, ordered, rocAuc } from './scoring.ts';

/** Scores on a coarse grid, so that ties are common and doubling or shifting stays exact. */
const rows = fc.array(
  fc.record({
    truth: fc.constantFrom(0, 1),
    baseline: fc.integer({ min: -64, max: 64 }),
    candidate: fc.integer({ min: -64, max: 64 }),
  }),
  { minLength: 4, maxLength: 60 },
);
type Row = { truth: number; baseline: number; candidate: number };
type Side = 'baseline' | 'candidate';
const column = (data: Row[], side: Side) => Float64Array.from(data, (row) => row[side]);
const curve = (truth: number[], score: number[]) => {
  const values = Float64Array.from(score);
  return ordered(truth, values, descendingOrder(values));
};
const truthOf = (data: Row[]) => data.map((row) => row.truth);
const hasTwoOfEach = (data: Row[]) => [0, 1].every((k) => data.filter((row) => row.truth === k).length >= 2);

test('a monotone transform leaves the ranking metrics unchanged', () => {
  fc.assert(
    fc.property(rows, (data) => {
      const score = data.map((row) => row.candidate);
      const stretched = score.map((s) => s ** 3 + 7);
      for (const metric of [rocAuc, averagePrecision, kolmogorovSmirnov]) {
        expect(metric(curve(truthOf(data), stretched))).toEqual(metric(curve(truthOf(data), score)));
      }
    }),
  );
});

test('row order changes nothing', () => {
  fc.assert(
    fc.property(rows, (data) => {
      const reversed = [...data].reverse();
      for (const metric of [rocAuc, averagePrecision]) {
        const of = (some: Row[]) =>
          metric(
            curve(
              truthOf(some),
              some.map((row) => row.candidate),
            ),
          );
        const [value, again] = [of(data), of(reversed)];
        if (isDefined(value)) expect(again).toBeCloseTo(value, 12);
        else expect(again).toEqual(value);
      }
    }),
  );
});

test('swapping the sides negates the DeLong delta and mirrors p-value and interval', () => {
  fc.assert(
    fc.property(rows.filter(hasTwoOfEach), (data) => {
      const [b, c] = [column(data, 'baseline'), column(data, 'candidate')];
      const [there, back] = [delong(truthOf(data), b, c), delong(truthOf(data), c, b)];
      expect(back.delta).toBeCloseTo(-there.delta, 12);
      expect(back.standardError).toBeCloseTo(there.standardError, 9);
      if (there.standardError > 0) expect(back.worse).toBeCloseTo(1 - there.worse, 9);
      expect(back.interval(0.9).low).toBeCloseTo(-there.interval(0.9).high, 9);
    }),
  );
});

test('DeLong is its definition: every positive held against every negative', () => {
  fc.assert(
    fc.property(rows.filter(hasTwoOfEach), (data) => {
      const [high, low] = [1, 0].map((k) => data.filter((row) => row.truth === k)) as [Row[], Row[]];
      const wins = (x: number, y: number) => (Math.sign(x - y) + 1) / 2;
      const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
      const shares = (side: Side) => [
        high.map((p) => mean(low.map((n) => wins(p[side], n[side])))),
        low.map((n) => mean(high.map((p) => wins(p[side], n[side])))),
      ];
      const covariance = (a: Side, b: Side) =>
        shares(a).reduce((sum, x, k) => {
          const y = shares(b)[k] ?? [];
          const products = x.map((value, i) => (value - mean(x)) * ((y[i] ?? 0) - mean(y)));
          return sum + products.reduce((total, product) => total + product, 0) / (x.length - 1) / x.length;
        }, 0);
      const found = delong(truthOf(data), column(data, 'baseline'), column(data, 'candidate'));
      expect(found.candidate).toBeCloseTo(mean(shares('candidate')[0] ?? []), 12);
      expect(found.varianceBaseline).toBeCloseTo(covariance('baseline', 'baseline'), 12);
      expect(found.varianceCandidate).toBeCloseTo(covariance('candidate', 'candidate'), 12);
      expect(found.covariance).toBeCloseTo(covariance('baseline', 'candidate'), 12);
    }),
  );
});

test('swapping losses and gains mirrors McNemar and Bonett-Price', () => {
  const count = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(count, count, (losses, gains) => {
      const [there, back] = [mcnemar({ losses, gains }), mcnemar({ losses: gains, gains: losses })];
      expect(back.exactTwoSided).toBeCloseTo(there.exactTwoSided, 12);
      if (losses + gains > 0) expect(back.midWorse).toBeCloseTo(1 - there.midWorse, 12);
      const n = losses + gains + 10;
      expect(bonettPrice({ losses: gains, gains: losses }, n).low).toBeCloseTo(
        -bonettPrice({ losses, gains }, n).high,
        12,
      );
    }),
  );
});

test('paired t negates with its differences and is NaN-free only where there is spread', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2 }), (differences) => {
      const [there, back] = [pairedT(differences), pairedT(differences.map((d) => -d))];
      expect(back.mean).toBeCloseTo(-there.mean, 12);
      expect(Number.isNaN(there.t)).toBe(new Set(differences).size === 1);
      if (!Number.isNaN(there.t)) expect(back.up).toBeCloseTo(1 - there.up, 9);
    }),
  );
});

test('midranks sum to n(n+1)/2 whatever the ties', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (values) => {
      expect(midranks(values).reduce((a, b) => a + b, 0)).toBe((values.length * (values.length + 1)) / 2);
    }),
  );
});

test('Holm never lowers a p-value and keeps their order', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (p) => {
      const adjusted = holm(p);
      p.forEach((value, i) => {
        expect(adjusted[i]).toBeGreaterThanOrEqual(value);
        p.forEach((other, j) => {
          if (value < other) expect(adjusted[i] ?? 0).toBeLessThanOrEqual(adjusted[j] ?? 1);
        });
      });
    }),
  );
});

test('a million discordant pairs keep their p-value: normal limit', () => {
  expect(mcnemar({ losses: 500_000, gains: 500_000 }).midWorse).toBeCloseTo(0.5, 9);
  expect(mcnemar({ losses: 501_000, gains: 499_000 }).midWorse).toBeCloseTo(0.02275, 4);
});
