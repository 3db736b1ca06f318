import { type Measure, undefinedBecause } from './measure.ts';

/** Slack on bin edges, so that 0.3 computed as 0.1 + 0.2 stays in the bin that ends at 0.3. */
const EDGE_SLACK = 1e-12;

/** Rows with a stated confidence in [0, 1] and whether they were right (0/1). */
export interface Confident {
  readonly right: ArrayLike<number>;
  readonly confidence: Float64Array;
}

export interface CalibrationBin {
  /** rows, or their weight */
  readonly count: number;
  readonly confidence: number;
  readonly accuracy: number;
}

type Weights = Float64Array | null;

/** Equal-width bins (k/B, (k+1)/B] of confidence that hold anything; 0 falls in the first. */
export function calibrationBins(
  { right, confidence }: Confident,
  bins: number,
  weights: Weights = null,
): CalibrationBin[] {
  const [count, sum, hits] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)];
  for (let row = 0; row < confidence.length; row++) {
    const p = confidence[row] ?? 0;
    const weight = weights === null ? 1 : (weights[row] ?? 0);
    const bin = Math.min(bins - 1, Math.max(0, Math.ceil((p - EDGE_SLACK) * bins) - 1));
    count[bin] = (count[bin] ?? 0) + weight;
    sum[bin] = (sum[bin] ?? 0) + weight * p;
    hits[bin] = (hits[bin] ?? 0) + weight * (right[row] ?? 0);
  }
  return filled(count, sum, hits);
}

const averaged = (count: number, confidence: number, accuracy: number): CalibrationBin => ({
  count,
  confidence: confidence / count,
  accuracy: accuracy / count,
});

const gap = ({ confidence, accuracy }: CalibrationBin): number => Math.abs(confidence - accuracy);

/** Expected (sum of n_k/n |confidence_k - accuracy_k|, Guo et al. 2017) or maximum calibration error. */
export function calibrationError(
  rows: Confident,
  bins: number,
  kind: 'expected' | 'maximum',
  weights: Weights = null,
): Measure {
  return errorOf(calibrationBins(rows, bins, weights), kind);
}

/**
 * Expected calibration error over bins of equally many rows, the first ones longer where it does not divide, as numpy's
 * array_split cuts. A row of weight w is w equal rows and may stand in two bins; where the weights do not sum to a whole
 * number, all bins weigh the same.
 *
 * @param order rows by ascending confidence, equal ones by row
 */
export function adaptiveCalibrationError(
  { right, confidence }: Confident,
  order: Uint32Array,
  bins: number,
  weights: Weights = null,
): Measure {
  const ends = equalMass(weights === null ? order.length : weights.reduce((sum, weight) => sum + weight, 0), bins);
  const [count, sum, hits] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)];
  let bin = 0;
  let before = 0;
  for (let place = 0; place < order.length; place++) {
    const row = order[place] as number;
    let left = weights === null ? 1 : (weights[row] as number);
    while (left > 0) {
      while (bin < bins - 1 && before >= (ends[bin] as number)) bin++;
      const taken = bin === bins - 1 ? left : Math.min(left, (ends[bin] as number) - before);
      count[bin] = (count[bin] as number) + taken;
      sum[bin] = (sum[bin] as number) + taken * (confidence[row] as number);
      hits[bin] = (hits[bin] as number) + taken * (right[row] as number);
      before += taken;
      left -= taken;
    }
  }
  return errorOf(filled(count, sum, hits), 'expected');
}

/** Where each bin ends on the line from 0 to `total`. */
function equalMass(total: number, bins: number): Float64Array {
  const whole = Number.isInteger(total);
  const [size, longer] = whole ? [Math.floor(total / bins), total % bins] : [total / bins, 0];
  return Float64Array.from({ length: bins }, (_, bin) => (bin + 1) * size + Math.min(bin + 1, longer));
}

const filled = (count: Float64Array, sum: Float64Array, hits: Float64Array): CalibrationBin[] =>
  Array.from(count, (total, bin) => averaged(total, sum[bin] ?? 0, hits[bin] ?? 0)).filter((bin) => bin.count > 0);

function errorOf(bins: readonly CalibrationBin[], kind: 'expected' | 'maximum'): Measure {
  if (bins.length === 0) return undefinedBecause('no rows');
  if (kind === 'maximum') return Math.max(...bins.map(gap));
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce((sum, bin) => sum + bin.count * gap(bin), 0) / total;
}
