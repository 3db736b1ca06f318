import { expect, test } from 'vitest';
import * as fc from '../../../test/support/property.ts';
import { type Comparison, compare } from './compare.ts';
import type { MetricValue } from './metric.ts';
import { parsePolicy } from './policy.ts';
import type { Predictions } from './predictions.ts';

const row = fc.record({
  truth: fc.nat(1),
  baseline: fc.integer({ min: 0, max: 8 }),
  candidate: fc.integer({ min: 0, max: 8 }),
});
type Row = { truth: number; baseline: number; candidate: number };
/** Scores in eighths, so that ties are common. Two rows of each class are always there. */
const ANCHORS: Row[] = [0, 0, 1, 1].map((truth, i) => ({ truth, baseline: i, candidate: 8 - i }));
const rows = fc.array(row, { minLength: 60, maxLength: 120 }).map((drawn) => [...ANCHORS, ...drawn]);

const predictions = (data: Row[], side: 'baseline' | 'candidate', order: number[]): Predictions => ({
  ids: order.map((i) => `id ${i}`),
  truth: Float64Array.from(order, (i) => data[i]?.truth ?? 0),
  score: Float64Array.from(order, (i) => (data[i]?.[side] ?? 0) / 8),
});

const policy = parsePolicy({ checks: { accuracy: {}, roc_auc: {}, brier: {} } }, 'policy');
const run = (candidate: Predictions, baseline: Predictions): Comparison =>
  compare({
    policy,
    candidate: { metrics: new Map(), predictions: candidate },
    baseline: { kind: 'found', metrics: new Map(), predictions: baseline },
  });
const inOrder = (data: Row[]) => data.map((_, i) => i);
const named = (comparison: Comparison, metric: string) => comparison.checks.find((check) => check.metric === metric);

test('swapping the sides negates every change and mirrors every interval; both cannot fail', () => {
  fc.assert(
    fc.property(rows, (data) => {
      const [c, b] = [predictions(data, 'candidate', inOrder(data)), predictions(data, 'baseline', inOrder(data))];
      const [there, back] = [run(c, b), run(b, c)];
      for (const { metric, change, interval, status } of there.checks) {
        const mirrored = named(back, metric);
        expect(mirrored?.change).toBeCloseTo(-(change ?? 0), 9);
        if (interval) expect(mirrored?.interval?.[0]).toBeCloseTo(-interval[1], 9);
        expect([status, mirrored?.status]).not.toEqual(['fail', 'fail']);
      }
    }),
    { numRuns: 50 },
  );
});

test('the order of rows changes no verdict and no number', () => {
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.nat()), (data, random) => {
      const keys = inOrder(data).map((i) => ({ i, key: random.next().value as number }));
      const shuffled = keys.sort((x, y) => x.key - y.key).map(({ i }) => i);
      const baseline = predictions(data, 'baseline', inOrder(data));
      const [plain, mixed] = [
        run(predictions(data, 'candidate', inOrder(data)), baseline),
        run(predictions(data, 'candidate', shuffled), baseline),
      ];
      expect(mixed.verdict).toBe(plain.verdict);
      for (const { metric, change, status } of plain.checks) {
        expect(named(mixed, metric)?.status).toBe(status);
        expect(named(mixed, metric)?.change).toBeCloseTo(change ?? 0, 12);
      }
    }),
    { numRuns: 50 },
  );
});

test('whatever a metrics file holds, what is not a number is never a pass', () => {
  const bad = fc.constantFrom<MetricValue>('NaN', 'Infinity', '-Infinity', 'null', 'text', 'boolean', 'list');
  const value = fc.double({ min: 0.01, max: 1, noNaN: true });
  fc.assert(
    fc.property(bad, value, fc.boolean(), fc.boolean(), (broken, number, onCandidate, bounded) => {
      const single = parsePolicy({ checks: { accuracy: bounded ? { min: 0 } : {} } }, 'policy');
      const [candidate, baseline] = onCandidate ? [broken, number] : [number, broken];
      const { verdict } = compare({
        policy: single,
        candidate: { metrics: new Map([['accuracy', candidate]]) },
        baseline: { kind: 'found', metrics: new Map([['accuracy', baseline]]) },
      });
      expect(verdict).toBe('error');
    }),
  );
});
