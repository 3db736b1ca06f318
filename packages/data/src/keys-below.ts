import type { Engine } from './engine.ts';
import type { Source } from './source.ts';
import { literal } from './sql.ts';

/** Keys that are told of one object; a map from names to values has one for each name. */
export const MOST_KEYS = 1_000;

/** A place in the values of a JSON column, from the column on. */
export interface Place {
  /** SQL of the column */
  readonly column: string;
  readonly steps: readonly string[];
}

/** SQL of what stands at a place: NULL where nothing does, RFC 6901 below the column. */
export const valueAt = ({ column, steps }: Place): string =>
  steps.length === 0
    ? column
    : `json_extract(${column}, ${literal(steps.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''))})`;

/** The keys of the objects that stand at some places in any row, in one scan; sorted, the first 1,000 of each place. */
export async function keysAt(engine: Engine, source: Source, places: readonly Place[]): Promise<string[][]> {
  if (places.length === 0) return [];
  const each = places.map(
    (place, at) => `list_transform(coalesce(json_keys(${valueAt(place)}), []), lambda k: {p: ${at}, k: k})`,
  );
  const rows = await engine.rows(
    `SELECT hit.p AS p, list(hit.k ORDER BY hit.k)[:${MOST_KEYS}] AS keys FROM (SELECT DISTINCT unnest(flatten([${each.join(', ')}])) AS hit FROM ${source.relation}) GROUP BY ALL`,
    source.name,
  );
  const found = new Map(rows.map(({ p, keys }) => [Number(p), keys as string[]]));
  return places.map((_, at) => found.get(at) ?? []);
}
