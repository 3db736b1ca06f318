import { readFileSync } from 'node:fs';
import type { Classified, Regressed } from '@ml-actions/metrics/encode';
import { describe, expect, it } from 'vitest';
import * as fc from '../../../../test/support/property.ts';
import { chartsOf } from './charts.ts';
import { MOST_CLASSES } from './confusion.ts';
import { MOST_POINTS, type Point, thin } from './thin.ts';

const golden = JSON.parse(readFileSync(new URL('../../../../test/fixture/golden-eval.json', import.meta.url), 'utf8'));
const { binary: told, regression } = golden;
/** Chart data has six digits. */
const places = 5;

const scored = (truth: number[], score: number[], weight: number[] | null = null): Classified => ({
  task: 'binary',
  labels: ['0', '1'],
  pinned: 2,
  positive: 1,
  truth: Int32Array.from(truth),
  predicted: Int32Array.from(score, (value) => (value >= 0.5 ? 1 : 0)),
  score: Float64Array.from(score),
  probabilities: null,
  weight: weight && Float64Array.from(weight),
  cluster: null,
});
const labelled = (labels: string[], truth: number[], predicted: number[]): Classified => ({
  ...scored([], []),
  task: 'multiclass',
  labels,
  positive: -1,
  truth: Int32Array.from(truth),
  predicted: Int32Array.from(predicted),
  score: null,
});
const regressed = (truth: number[], predicted: number[]): Regressed => ({
  task: 'regression',
  truth: Float64Array.from(truth),
  predicted: Float64Array.from(predicted),
  weight: null,
  cluster: null,
});

const binary = (weight: number[] | null = null) =>
  chartsOf(
    {
      candidate: scored(told.y_true, told.score_cand, weight),
      baseline: scored(told.y_true, told.score_base, weight),
    },
    [],
  );

const area = (points: readonly Point[] | null | undefined): number =>
  (points ?? []).reduce((sum, [x, y], at, all) => {
    const [before, height] = all[at - 1] ?? [x, y];
    return sum + ((x - before) * (y + height)) / 2;
  }, 0);

describe('a binary task', () => {
  it('has ROC curves of the golden areas, weighted ones too', () => {
    const { roc } = binary();
    expect(area(roc?.candidate)).toBeCloseTo(told.metrics_cand.roc_auc, places);
    expect(area(roc?.baseline)).toBeCloseTo(told.metrics_base.roc_auc, places);
    expect(area(binary(told.weight).roc?.baseline)).toBeCloseTo(told.metrics_base_weighted.roc_auc, places);
    expect([roc?.candidate.at(0), roc?.candidate.at(-1)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('has precision-recall curves of the golden areas', () => {
    const { precisionRecall } = binary();
    expect(area(precisionRecall?.candidate)).toBeCloseTo(told.metrics_cand.pr_auc_trapezoid, places);
    expect(area(precisionRecall?.baseline)).toBeCloseTo(told.metrics_base.pr_auc_trapezoid, places);
    expect(precisionRecall?.prevalence).toBe(42 / 120);
  });

  it('has the golden calibration bins', () => {
    const bins = binary().calibration?.baseline?.map(({ count, confidence, accuracy }) => [
      count,
      confidence,
      accuracy,
    ]);
    const expected = (told.calibration_bins_10_base as [number, number, number, number][]).map(
      ([, count, confidence, accuracy]) => [
        count,
        expect.closeTo(confidence, places),
        expect.closeTo(accuracy, places),
      ],
    );
    expect(bins).toEqual(expected);
  });

  it('has the golden confusion matrix and a score histogram of all rows', () => {
    const { confusion, scores } = binary();
    expect(confusion?.candidate).toEqual({
      labels: ['0', '1'],
      counts: [
        [74, 4],
        [3, 39],
      ],
    });
    const sum = (counts: readonly number[] = []) => counts.reduce((total, count) => total + count, 0);
    expect([sum(scores?.sides.candidate.positives), sum(scores?.sides.baseline?.negatives)]).toEqual([42, 78]);
  });

  it('says nothing of curves where a class is missing, and of calibration where scores are no probabilities', () => {
    const one = chartsOf({ candidate: scored([1, 1], [0.2, 0.7]), baseline: null }, []);
    expect([one.roc, one.precisionRecall]).toEqual([null, null]);
    const margins = chartsOf({ candidate: scored([0, 1], [-3, 7]), baseline: null }, []);
    expect([margins.calibration, margins.scores?.edges.at(-1)]).toEqual([null, 7]);
  });
});

describe('other tasks', () => {
  it('bins a regression', () => {
    const { fit, residuals, roc } = chartsOf(
      {
        candidate: regressed(regression.y_true, regression.pred_cand),
        baseline: regressed(regression.y_true, regression.pred_base),
      },
      [],
    );
    const rows = (counts: readonly number[] = []) => counts.reduce((total, count) => total + count, 0);
    expect(rows(fit?.candidate.map(({ count }) => count))).toBe(60);
    expect(rows(residuals?.baseline?.counts)).toBe(60);
    expect(residuals?.candidate.edges).toEqual(residuals?.baseline?.edges);
    expect(roc).toBeNull();
  });

  it('counts the rarest of many classes together, whatever order the sides number them in', () => {
    const labels = Array.from({ length: 25 }, (_, code) => `c${code}`);
    const truth = labels.flatMap((_, code) => new Array<number>(30 - code).fill(code));
    const reversed = truth.map((code) => 24 - code);
    const { confusion } = chartsOf(
      {
        candidate: labelled(labels, truth, truth),
        baseline: labelled([...labels].reverse(), reversed, reversed),
      },
      [],
    );
    expect(confusion?.candidate.labels).toHaveLength(MOST_CLASSES + 1);
    expect(confusion?.candidate.counts[MOST_CLASSES]?.[MOST_CLASSES]).toBe(10 + 9 + 8 + 7 + 6);
    expect(confusion?.baseline).toEqual(confusion?.candidate);
  });

  it('draws nothing of a mere metrics file', () => {
    expect(chartsOf({ candidate: null, baseline: null }, [])).toEqual({
      task: 'metrics-only',
      roc: null,
      precisionRecall: null,
      calibration: null,
      scores: null,
      confusion: null,
      fit: null,
      residuals: null,
      forest: [],
      slices: [],
    });
  });
});

describe('size', () => {
  it('keeps both ends and at most so many points', () => {
    const anyCurve = fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
      {
        minLength: 2,
        maxLength: 600,
      },
    );
    fc.assert(
      fc.property(anyCurve, (points) => {
        const kept = thin(points);
        expect(kept.length).toBeLessThanOrEqual(MOST_POINTS);
        expect(kept[0]?.[0]).toBeCloseTo(points[0]?.[0] ?? 0, places);
        expect(kept.at(-1)?.[1]).toBeCloseTo(points.at(-1)?.[1] ?? 0, places);
      }),
    );
  });

  it('does not grow with the rows', () => {
    const rows = 200_000;
    const truth = Array.from({ length: rows }, (_, row) => row % 2);
    const score = truth.map((label, row) => (label + ((row * 7919) % rows) / rows) / 2);
    const both = scored(truth, score);
    expect(JSON.stringify(chartsOf({ candidate: both, baseline: both }, [])).length).toBeLessThan(40_000);
  });
});
