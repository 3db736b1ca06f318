import { type Measure, undefinedBecause } from './measure.ts';

/** Slack on bin edges, so that 0.3 computed as 0.1 + 0.2 stays in the bin that ends at 0.3. */
const EDGE_SLACK = 1e-12;

export interface CalibrationBin {
  readonly count: number;
  readonly confidence: number;
  readonly accuracy: number;
}

/** Non-empty equal-width bins (k/B, (k+1)/B] of confidence in [0, 1]; 0 falls in the first. `right` holds 0/1. */
export function calibrationBins(right: ArrayLike<number>, confidence: ArrayLike<number>, bins: number) {
  const sums = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, accuracy: 0 }));
  for (let i = 0; i < confidence.length; i++) {
    const p = confidence[i] ?? 0;
    const k = Math.min(bins - 1, Math.max(0, Math.ceil((p - EDGE_SLACK) * bins) - 1));
    const bin = sums[k];
    if (bin === undefined) continue;
    bin.count++;
    bin.confidence += p;
    bin.accuracy += right[i] ?? 0;
  }
  return sums.filter(({ count }) => count > 0).map(averaged);
}

const averaged = ({ count, confidence, accuracy }: CalibrationBin): CalibrationBin => ({
  count,
  confidence: confidence / count,
  accuracy: accuracy / count,
});

const gap = ({ confidence, accuracy }: CalibrationBin): number => Math.abs(confidence - accuracy);

/** Expected calibration error: sum of n_k/n |confidence_k - accuracy_k| (Guo et al. 2017). */
export function expectedCalibrationError(right: ArrayLike<number>, confidence: ArrayLike<number>, bins = 10): Measure {
  if (confidence.length === 0) return undefinedBecause('no rows');
  const found = calibrationBins(right, confidence, bins);
  return found.reduce((sum, bin) => sum + bin.count * gap(bin), 0) / confidence.length;
}

/** Maximum calibration error: the largest gap of a non-empty bin. */
export function maximumCalibrationError(right: ArrayLike<number>, confidence: ArrayLike<number>, bins = 10): Measure {
  if (confidence.length === 0) return undefinedBecause('no rows');
  return Math.max(...calibrationBins(right, confidence, bins).map(gap));
}
