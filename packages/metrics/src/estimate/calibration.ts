import { adaptiveCalibrationError, type Confident, calibrationError } from '@ml-actions/stats/calibration';
import { type Measure, undefinedBecause } from '@ml-actions/stats/measure';
import { ascendingOrder } from '@ml-actions/stats/order';
import { type Classified, isProbability } from '../encode.ts';
import type { Estimator } from '../estimate.ts';
import { isPositive } from './scores.ts';

const BINNED = /^(ece|mce|ace)(?:_top_label)?_(\d+)$/;
const MOST_BINS = 1000;

/** Calibration errors: of a binary task by the positive's probability, of many labels by the most probable one. */
export function calibrationEstimator(name: string, encoded: Classified): Estimator | null {
  const [, measure, told] = BINNED.exec(name) ?? [];
  const bins = Number(told);
  if (told === undefined || bins < 1 || bins > MOST_BINS) return null;
  const rows = confidences(encoded);
  if (rows === null) return null;
  if ('undefined' in rows) return () => rows;
  if (measure === 'ace') {
    const order = ascendingOrder(rows.confidence);
    return (weights) => adaptiveCalibrationError(rows, order, bins, weights);
  }
  return (weights) => calibrationError(rows, bins, measure === 'ece' ? 'expected' : 'maximum', weights);
}

function confidences(encoded: Classified): Confident | Exclude<Measure, number> | null {
  const { score, probabilities, truth, predicted } = encoded;
  if (encoded.task === 'binary') {
    if (score === null) return null;
    return isProbability(score)
      ? { right: isPositive(encoded), confidence: score }
      : undefinedBecause('the score is not a probability');
  }
  if (!probabilities || !predicted) return null;
  return {
    right: Uint8Array.from(truth, (code, row) => Number(code === predicted[row])),
    confidence: Float64Array.from(truth, (_, row) => probabilities[predicted[row] ?? 0]?.[row] ?? 0),
  };
}
