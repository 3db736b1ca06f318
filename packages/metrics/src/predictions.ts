/** A column of names: `names[codes[row]]`; code -1 stands for no value. */
export interface Categories {
  readonly codes: Int32Array;
  readonly names: readonly string[];
}

/** A model's predictions on one test set; all vectors are aligned. */
export interface Predictions {
  /** row ids; null where the file has none */
  readonly ids: readonly string[] | null;
  /** label, number, or relevance of a ranking */
  readonly truth: Float64Array | readonly string[];
  /** binary: score or probability of the positive class; ranking: the score that orders */
  readonly score?: Float64Array;
  /** predicted label, or predicted number for a regression */
  readonly predicted?: Float64Array | readonly string[];
  /** multiclass: one column of probabilities per label */
  readonly probabilities?: { readonly labels: readonly string[]; readonly columns: readonly Float64Array[] };
  /** how much each row counts, at least 0 */
  readonly weight?: Float64Array;
  /** rows that belong together and are resampled whole; the query of a ranking */
  readonly cluster?: Categories;
  /** further columns that a policy slices by */
  readonly attributes?: ReadonlyMap<string, Categories | Float64Array>;
}

const isVector = (values: unknown): values is Float64Array => values instanceof Float64Array;

/** Why these predictions cannot be used, or null. Ids and values never appear in the text: they may be private. */
export function predictionProblem(predictions: Predictions, side: string): string | null {
  const rows = predictions.truth.length;
  if (rows === 0) return `${side} predictions have no rows`;
  if (!predictions.score && !predictions.predicted && !predictions.probabilities)
    return `${side} predictions have neither a score nor a prediction`;
  for (const [name, values] of vectorsOf(predictions)) {
    if (values.length !== rows) return `${side} predictions: ${values.length} ${name} for ${rows} rows`;
    const bad = isVector(values) ? values.reduce((count, x) => count + (Number.isFinite(x) ? 0 : 1), 0) : 0;
    if (bad > 0) return `${side} predictions: ${bad} of ${rows} ${name} are NaN or infinite`;
  }
  const repeated = predictions.ids ? rows - new Set(predictions.ids).size : 0;
  return repeated > 0 ? `${side} predictions: ${repeated} duplicate ids` : null;
}

function vectorsOf(predictions: Predictions): [string, ArrayLike<unknown>][] {
  const { ids, truth, score, predicted, probabilities, weight, cluster } = predictions;
  const named = { ids, truth, score, predicted, weight, clusters: cluster?.codes };
  const columns = (probabilities?.columns ?? []).map((column): [string, ArrayLike<unknown>] => [
    'probabilities',
    column,
  ]);
  return [...(Object.entries(named).filter(([, values]) => values) as [string, ArrayLike<unknown>][]), ...columns];
}

const NUMERIC = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** One spelling per label: 1, "1" and "1.0" are the same, so are "True" and "true". */
export function labelOf(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = value.trim();
  if (NUMERIC.test(text)) return String(Number(text));
  return /^(true|false)$/i.test(text) ? text.toLowerCase() : text;
}
