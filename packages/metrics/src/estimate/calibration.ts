import { adaptiveCalibrationError, type Confident, calibrationError } from '@ml-actions/stats/calibration';
import { undefinedBecause } from '@ml-actions/stats/measure';
import { ascendingOrder } from '@ml-actions/stats/order';
import { tabulate } from '@ml-actions/stats/vector';
import { type Classified, isProbability } from '../encode.ts';
import type { Estimator } from '../estimate.ts';
import { perSide } from './once.ts';
import { isPositive } from './scores.ts';

const BINNED = /^(ece|mce|ace)(_top_label)?_(\d+)$/;
const MOST_BINS = 1000;

/** Calibration errors: of a binary task by the positive's probability, of many labels by the most probable one. */
export function calibrationEstimator(name: string, encoded: Classified): Estimator | null {
  const [, measure, ofTopLabel, told] = BINNED.exec(name) ?? [];
  const bins = Number(told);
  if (told === undefined || bins < 1 || bins > MOST_BINS) return null;
  if (encoded.task === 'binary' ? encoded.score === null || ofTopLabel : !encoded.probabilities) return null;
  return (weights) => {
    const rows = confidencesOf(encoded);
    if (rows === null) return undefinedBecause('the score is not a probability');
    if (measure === 'ace') return adaptiveCalibrationError(rows, confidenceOrder(rows), bins, weights);
    return calibrationError(rows, bins, measure === 'ece' ? 'expected' : 'maximum', weights);
  };
}

const confidenceOrder = perSide(({ confidence }: Confident) => ascendingOrder(confidence));

const confidencesOf = perSide((encoded: Classified): Confident | null => {
  const { score, probabilities, truth, predicted } = encoded;
  if (score) return isProbability(score) ? { right: isPositive(encoded), confidence: score } : null;
  if (!probabilities || !predicted) return null;
  return {
    right: Uint8Array.from(truth, (code, row) => Number(code === predicted[row])),
    confidence: tabulate(truth.length, (row) => probabilities[predicted[row] as number]?.[row] ?? 0),
  };
});
