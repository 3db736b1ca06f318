import { type Measure, undefinedBecause } from '@ml-actions/stats/measure';
import type { Estimator } from '../estimate.ts';
import { once } from './once.ts';

/** Mean of a vector under weights (null: each 1); undefined without any weight. */
export function weightedMean(values: Float64Array, weights: Float64Array | null): Measure {
  let sum = 0;
  let total = 0;
  if (weights === null) {
    for (let row = 0; row < values.length; row++) sum += values[row] as number;
    total = values.length;
  } else {
    for (let row = 0; row < values.length; row++) {
      const weight = weights[row] as number;
      sum += weight * (values[row] as number);
      total += weight;
    }
  }
  return total === 0 ? undefinedBecause('no rows') : sum / total;
}

/** The mean of values that are made when first asked for; null: the rows have none, as they are no probabilities. */
export function meanOfRows(make: () => Float64Array | null): Estimator {
  const rows = once(make);
  return (weights) => {
    const values = rows();
    return values === null ? undefinedBecause('the score is not a probability') : weightedMean(values, weights);
  };
}
