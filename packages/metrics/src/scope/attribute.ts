import { inputProblem } from '@ml-actions/core/error';
import type { Categories, Predictions } from '../predictions.ts';

/** A numeric column with more distinct values than this is cut by `bins`, never taken for categories. */
const MOST_NUMBERS = 20;

/**
 * A column of the predictions as categories; numbers are cut at the given edges into half-open intervals.
 *
 * @throws InputError for a column that is not there, or numbers without edges
 */
export function attributeOf(
  predictions: Pick<Predictions, 'attributes'>,
  column: string,
  edges: readonly number[] | undefined,
): Categories {
  const values = predictions.attributes?.get(column);
  if (values === undefined) {
    throw inputProblem({
      where: 'candidate-predictions',
      what: `there is no column "${column}", which the policy slices by`,
      next: 'Write it beside the predictions, or take it out of the policy.',
    });
  }
  if (!(values instanceof Float64Array)) return values;
  return edges ? binned(values, edges) : distinct(values, column);
}

function binned(values: Float64Array, edges: readonly number[]): Categories {
  const codes = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN;
    let bin = 0;
    while (bin < edges.length && value >= (edges[bin] ?? 0)) bin++;
    codes[row] = Number.isNaN(value) ? -1 : bin;
  }
  return { codes, names: [...edges, null].map((edge, at) => intervalName(edges[at - 1], edge)) };
}

function intervalName(low: number | undefined, high: number | null): string {
  if (low === undefined) return `<${high}`;
  return high === null ? `>=${low}` : `[${low}, ${high})`;
}

function distinct(values: Float64Array, column: string): Categories {
  const found = [...new Set(values.filter((value) => !Number.isNaN(value)))].sort((a, b) => a - b);
  if (found.length > MOST_NUMBERS) {
    throw inputProblem({
      where: `slices.bins.${column}`,
      what: 'a column of numbers needs edges',
      got: `${found.length} distinct numbers`,
      next: `Add them: bins: {${column}: [0, 10, 100]}.`,
    });
  }
  const codes = new Map(found.map((value, code) => [value, code]));
  return { codes: Int32Array.from(values, (value) => codes.get(value) ?? -1), names: found.map(String) };
}

/** Several columns as one: `country=MT, device=phone`. A row without a value in any of them belongs to no slice. */
export function crossed(columns: readonly (readonly [name: string, Categories])[]): Categories {
  const rows = columns[0]?.[1].codes.length ?? 0;
  const known = new Map<string, number>();
  const codes = new Int32Array(rows).fill(-1);
  for (let row = 0; row < rows; row++) {
    const parts = columns.map(([name, { codes: own, names }]) => {
      const value = names[own[row] ?? -1];
      return value === undefined ? null : `${name}=${value}`;
    });
    if (parts.includes(null)) continue;
    const label = parts.join(', ');
    const code = known.get(label) ?? known.size;
    known.set(label, code);
    codes[row] = code;
  }
  return { codes, names: [...known.keys()] };
}

/** Row numbers of each category, in row order; categories by name. */
export function rowsByCategory({ codes, names }: Categories): { readonly name: string; readonly rows: Uint32Array }[] {
  const counts = new Uint32Array(names.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  const rows = Array.from(counts, (count) => new Uint32Array(count));
  const filled = new Uint32Array(names.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? -1;
    const own = rows[code];
    if (own) {
      own[filled[code] ?? 0] = row;
      filled[code] = (filled[code] ?? 0) + 1;
    }
  }
  return names
    .map((name, code) => ({ name, rows: rows[code] ?? new Uint32Array() }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
