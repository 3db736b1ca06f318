import { type Measure, undefinedBecause } from './measure.ts';

/** An area that grows step by step, so that nothing is kept of the rows. */
export interface AucSteps {
  /** rows of one score, or their weights or expected numbers; the next step has a lower one */
  add(positives: number, negatives: number): void;
  area(): Measure;
}

/** Area under the ROC curve by trapezoids, the Mann-Whitney count: rows of equal score count one half. */
export function aucSteps(): AucSteps {
  let [wins, positives, negatives] = [0, 0, 0];
  return {
    add(up, right) {
      wins += right * (positives + up / 2);
      positives += up;
      negatives += right;
    },
    area() {
      const pairs = positives * negatives;
      return pairs > 0 ? wins / positives / negatives : undefinedBecause('all rows are of one class');
    },
  };
}
