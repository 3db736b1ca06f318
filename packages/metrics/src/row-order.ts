import type { Encoded } from './encode.ts';
import { subset } from './estimate.ts';

/** A side of a scope with its rows in an order that does not depend on the file. */
export type RowOrder = (side: Encoded, scope: { readonly rows: Uint32Array | null }) => Encoded;

/**
 * Puts rows in the order of their ids, so that the same draws mean the same rows whatever the file's order; without ids
 * the file's order is all there is. Sorted when the first bootstrap asks; each side is copied once for all its checks.
 */
export function rowOrder(ids: readonly string[] | null): RowOrder {
  if (ids === null) return (side) => side;
  let whole: Uint32Array | undefined;
  const known = new WeakMap<Encoded, Encoded>();
  return (side, { rows }) => {
    whole ??= byText(ids);
    const ordered = known.get(side) ?? subset(side, rows === null ? whole : placesIn(whole, rows));
    known.set(side, ordered);
    return ordered;
  };
}

/** In the order of UTF-16 code units, which is the same everywhere. */
function byText(ids: readonly string[]): Uint32Array {
  const order = Uint32Array.from(ids, (_, row) => row);
  return order.sort((a, b) => ((ids[a] ?? '') < (ids[b] ?? '') ? -1 : 1));
}

/** The scope's rows, sorted as the whole is, each as its place in `rows`. */
function placesIn(whole: Uint32Array, rows: Uint32Array): Uint32Array {
  const place = new Int32Array(whole.length).fill(-1);
  rows.forEach((row, at) => {
    place[row] = at;
  });
  const places = new Uint32Array(rows.length);
  let next = 0;
  for (const row of whole) {
    const at = place[row] ?? -1;
    if (at >= 0) places[next++] = at;
  }
  return places;
}
