interface Part {
  readonly size: number;
  /** mean error of its rows */
  readonly error: number;
}

/**
 * SliceLine's score of a slice (Sagadeeva & Boehm, SIGMOD 2021): alpha (err_S/err - 1) - (1 - alpha)(n/|S| - 1). Above 0
 * it errs more than the whole by more than its smallness costs.
 */
export const sliceLineScore = (slice: Part, whole: Part, alpha: number): number =>
  alpha * (slice.error / whole.error - 1) - (1 - alpha) * (whole.size / slice.size - 1);
