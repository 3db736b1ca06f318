import { type Measure, undefinedBecause } from '@ml-actions/stats/measure';

/** Mean of a vector under weights (null: each 1); undefined without any weight. */
export function weightedMean(values: Float64Array, weights: Float64Array | null): Measure {
  let [sum, total] = [0, 0];
  if (weights === null) {
    for (let row = 0; row < values.length; row++) sum += values[row] ?? 0;
    total = values.length;
  } else {
    for (let row = 0; row < values.length; row++) {
      const weight = weights[row] ?? 0;
      sum += weight * (values[row] ?? 0);
      total += weight;
    }
  }
  return total === 0 ? undefinedBecause('no rows') : sum / total;
}
