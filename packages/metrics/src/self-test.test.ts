import { describe, expect, test } from 'vitest';
import { compare } from './compare.ts';
import { parsePolicy } from './policy.ts';
import type { Predictions } from './predictions.ts';

/** Two models of accuracy .85 whose labels differ on 8 % of the rows: the table of research/evaluate-gate 3.4. */
const ROWS = 1000;
const RESAMPLES = 1000;
const CHURN = 0.08;
const ACCURACY = 0.85;
const MARGIN = 0.01;
const ALPHA = 0.05;
/** Three standard errors of a rate of alpha over the resamples. */
const NOISE = 3 * Math.sqrt((ALPHA * (1 - ALPHA)) / RESAMPLES);
const SEED = 20240611;

/** mulberry32: any fixed, decent generator does here; the seed makes the test the same everywhere. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const truth = Float64Array.from({ length: ROWS }, (_, i) => i % 2);
const policy = parsePolicy({ stats: { alpha: ALPHA }, checks: { accuracy: { max_regression: MARGIN } } }, 'self-test');

/** Draws both models' labels so that the true accuracy differs by `drop`. */
function draw(random: () => number, drop: number): [Predictions, Predictions] {
  const [baseline, candidate] = [new Float64Array(ROWS), new Float64Array(ROWS)];
  const losses = (CHURN + drop) / 2;
  for (let i = 0; i < ROWS; i++) {
    const u = random();
    const onlyBaseline = u < losses;
    const onlyCandidate = !onlyBaseline && u < CHURN;
    const both = u >= CHURN && u < ACCURACY + CHURN - losses;
    const label = i % 2;
    baseline[i] = onlyBaseline || both ? label : 1 - label;
    candidate[i] = onlyCandidate || both ? label : 1 - label;
  }
  return [
    { ids: null, truth, predicted: candidate },
    { ids: null, truth, predicted: baseline },
  ];
}

function rates(drop: number): Record<string, number> {
  const random = generator(SEED);
  const counts: Record<string, number> = { pass: 0, inconclusive: 0, fail: 0 };
  for (let i = 0; i < RESAMPLES; i++) {
    const [candidate, baseline] = draw(random, drop);
    const side = { metrics: new Map(), predictions: candidate };
    const { verdict } = compare({
      policy,
      candidate: side,
      baseline: { kind: 'found', metrics: new Map(), predictions: baseline },
    });
    counts[verdict] = (counts[verdict] ?? 0) + 1 / RESAMPLES;
  }
  return counts;
}

describe('the gate on itself', () => {
  test('A/A: equal models are blocked at most alpha of the time', () => {
    expect(rates(0).fail).toBeLessThanOrEqual(ALPHA + NOISE);
  });

  test('a planted drop of 3 pp at 1,000 rows is blocked at least 90 % of the time', () => {
    expect(rates(0.03).fail).toBeGreaterThanOrEqual(0.9);
  });
});
