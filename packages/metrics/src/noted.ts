import type { Metrics } from './metric.ts';

/** Metrics, and in words which of several values were taken where the reader had to choose. */
export interface Noted {
  readonly metrics: Metrics;
  readonly note: string | null;
}
