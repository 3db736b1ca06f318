/** A model's predictions on one test set; all vectors are aligned. */
export interface Predictions {
  /** row ids; null where the file has none */
  readonly ids: readonly string[] | null;
  readonly truth: Float64Array | readonly string[];
  /** binary: score or probability of the positive class */
  readonly score?: Float64Array;
  /** predicted label, or predicted number for a regression */
  readonly predicted?: Float64Array | readonly string[];
}

const isVector = (values: unknown): values is Float64Array => values instanceof Float64Array;

/** Why these predictions cannot be used, or null. Ids and values never appear in the text: they may be private. */
export function predictionProblem(predictions: Predictions, side: string): string | null {
  const rows = predictions.truth.length;
  if (rows === 0) return `${side} predictions have no rows`;
  if (!predictions.score && !predictions.predicted) return `${side} predictions have neither a score nor a prediction`;
  for (const [name, values] of Object.entries(predictions) as [string, ArrayLike<unknown> | null | undefined][]) {
    if (!values) continue;
    if (values.length !== rows) return `${side} predictions: ${values.length} ${name} for ${rows} rows`;
    const bad = isVector(values) ? values.reduce((count, x) => count + (Number.isFinite(x) ? 0 : 1), 0) : 0;
    if (bad > 0) return `${side} predictions: ${bad} of ${rows} ${name} are NaN or infinite`;
  }
  const repeated = predictions.ids ? rows - new Set(predictions.ids).size : 0;
  return repeated > 0 ? `${side} predictions: ${repeated} duplicate ids` : null;
}

const NUMERIC = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** One spelling per label: 1, "1" and "1.0" are the same, so are "True" and "true". */
export function labelOf(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = value.trim();
  if (NUMERIC.test(text)) return String(Number(text));
  return /^(true|false)$/i.test(text) ? text.toLowerCase() : text;
}
