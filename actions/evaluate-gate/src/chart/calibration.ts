import { type Encoded, isProbability } from '@ml-actions/metrics/encode';
import { type CalibrationBin, type Confident, calibrationBins } from '@ml-actions/stats/calibration';
import type { Both } from './charts.ts';
import { drawn } from './thin.ts';

const BINS = 10;

/**
 * Ten equal-width bins of what was predicted and what came true: the positive's probability in a binary task, the
 * probability of the predicted label in a multiclass one. Null where scores are no probabilities.
 */
export function calibration({ candidate, baseline }: Both<Encoded>): Both<readonly CalibrationBin[]> | null {
  const own = binsOf(candidate);
  return own && { candidate: own, baseline: baseline && binsOf(baseline) };
}

function binsOf(encoded: Encoded): readonly CalibrationBin[] | null {
  const rows = confidences(encoded);
  if (!rows) return null;
  return calibrationBins(rows, BINS, encoded.weight).map(({ count, confidence, accuracy }) => ({
    count: drawn(count),
    confidence: drawn(confidence),
    accuracy: drawn(accuracy),
  }));
}

function confidences(encoded: Encoded): Confident | null {
  if (encoded.task !== 'binary' && encoded.task !== 'multiclass') return null;
  const { score, probabilities, truth, predicted, positive } = encoded;
  if (encoded.task === 'binary') {
    if (!score || !isProbability(score)) return null;
    return { confidence: score, right: Uint8Array.from(truth, (code) => Number(code === positive)) };
  }
  if (!probabilities || !predicted) return null;
  return {
    right: Uint8Array.from(truth, (code, row) => Number(code === predicted[row])),
    confidence: Float64Array.from(truth, (_, row) => probabilities[predicted[row] ?? 0]?.[row] ?? 0),
  };
}
