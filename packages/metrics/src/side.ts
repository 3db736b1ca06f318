import { isDefined, type Measure, type Undefined } from '@ml-actions/stats/measure';
import { canonical } from './catalogue.ts';
import type { Encoded } from './encode.ts';
import { estimatorOf, measurable, subset } from './estimate.ts';
import type { Metrics, MetricValue, Scores } from './metric.ts';
import type { Predictions } from './predictions.ts';

/** What is known of one model: its metrics file, its predictions, or both. */
export interface Side {
  readonly metrics: Metrics;
  readonly predictions?: Predictions;
  /** fingerprint of the test set's content, where known */
  readonly testSet?: string;
  /** how much each feature counts for the model, by name */
  readonly importance?: ReadonlyMap<string, number>;
  /** score at which a row counts as positive, where the model's side fitted one */
  readonly threshold?: number;
}

/** A metric's value, the reason it has none, or null where nobody reported it. */
export type Value = MetricValue | Undefined | null;

/** Metrics computed from predictions, each when it is first asked for. */
export interface Computed {
  /** by any spelling; undefined: not a metric of these predictions */
  readonly get: (name: string) => Measure | undefined;
  /** canonical names, what readers look for first in front */
  readonly names: readonly string[];
}

/** One side with its predictions read. */
export interface Judged {
  readonly side: Side;
  readonly encoded: Encoded | null;
  readonly computed: Computed;
}

export const judgedBy = (side: Side, encoded: Encoded | null): Judged => ({
  side,
  encoded,
  computed: encoded ? computedFrom(encoded) : NOTHING,
});

const NOTHING: Computed = { get: () => undefined, names: [] };

function computedFrom(encoded: Encoded): Computed {
  const known = new Map<string, Measure | undefined>();
  const compute = (name: string) => estimatorOf(name, encoded)?.(null);
  return {
    names: measurable(encoded),
    get: (spelt) => {
      const name = canonical(spelt);
      if (!known.has(name)) known.set(name, compute(name));
      return known.get(name);
    },
  };
}

/** The same with further values beside the computed ones. */
export const withValues = (judged: Judged, values: ReadonlyMap<string, number>): Judged => ({
  ...judged,
  computed: {
    names: [...judged.computed.names, ...values.keys()],
    get: (name) => values.get(canonical(name)) ?? judged.computed.get(name),
  },
});

/** The same model on some of the rows; what its metrics file says is about all of them and does not count. */
export const narrowed = ({ side, encoded }: Judged, rows: Uint32Array): Judged =>
  judgedBy({ ...side, metrics: new Map() }, encoded && subset(encoded, rows));

/** The value that decides: recomputed from predictions where possible, else as reported, exact spelling first. */
export const valueOf = ({ side, computed }: Judged, name: string): Value =>
  computed.get(name) ?? reported(side.metrics, name);

/** The metrics file's value; another spelling of the same metric counts if there is exactly one. */
export function reported(metrics: Metrics, name: string): MetricValue | null {
  const exact = metrics.get(name);
  if (exact !== undefined) return exact;
  const same = [...metrics].filter(([other]) => canonical(other) === canonical(name));
  return same.length === 1 ? (same[0]?.[1] ?? null) : null;
}

export const isNumber = (value: Value): value is number => typeof value === 'number';
export const isScores = (value: Value): value is Scores =>
  typeof value === 'object' && value !== null && 'scores' in value;
export const isUndefined = (value: Value): value is Undefined =>
  typeof value === 'object' && value !== null && !isScores(value) && !isDefined(value);
