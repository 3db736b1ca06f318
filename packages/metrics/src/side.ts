import { isDefined, type Measure, type Undefined } from '@ml-actions/stats/measure';
import { canonical } from './catalogue.ts';
import type { Encoded } from './encode.ts';
import type { Metrics, MetricValue } from './metric.ts';
import type { Predictions } from './predictions.ts';
import { recompute } from './recompute.ts';

/** What is known of one model: its metrics file, its predictions, or both. */
export interface Side {
  readonly metrics: Metrics;
  readonly predictions?: Predictions;
  /** fingerprint of the test set's content, where known */
  readonly testSet?: string;
}

/** A metric's value, the reason it has none, or null where nobody reported it. */
export type Value = MetricValue | Undefined | null;

/** One side with its predictions read and its metrics computed from them. */
export interface Judged {
  readonly side: Side;
  readonly encoded: Encoded | null;
  readonly computed: ReadonlyMap<string, Measure>;
}

export const judged = (side: Side, encoded: Encoded | null): Judged => ({
  side,
  encoded,
  computed: encoded ? recompute(encoded) : new Map(),
});

/** The value that decides: recomputed from predictions where possible, else as reported, exact spelling first. */
export function valueOf({ side, computed }: Judged, name: string): Value {
  return computed.get(name) ?? computed.get(canonical(name)) ?? reported(side.metrics, name);
}

/** The metrics file's value; another spelling of the same metric counts if there is exactly one. */
export function reported(metrics: Metrics, name: string): MetricValue | null {
  const exact = metrics.get(name);
  if (exact !== undefined) return exact;
  const same = [...metrics].filter(([other]) => canonical(other) === canonical(name));
  return same.length === 1 ? (same[0]?.[1] ?? null) : null;
}

export const isNumber = (value: Value): value is number => typeof value === 'number';
export const isUndefined = (value: Value): value is Undefined =>
  typeof value === 'object' && value !== null && !isDefined(value);
