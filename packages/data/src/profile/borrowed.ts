import { nextBelow } from '@ml-actions/stats/histogram';
import type { Counted } from './count.ts';
import { type NumericColumn, PROFILE_VERSION, type Profile, type ProfileColumn } from './schema.ts';

/**
 * What was counted of rows on another profile's frames, as the profile of these rows: a reference where nobody sorts
 * their values. The other's periods and performance are not theirs.
 */
export function onBorrowedFrames({ profile }: Counted): Profile {
  const { periods: _, performance: __, ...about } = profile;
  return { ...about, version: PROFILE_VERSION, columns: profile.columns.map(framed) };
}

function framed(column: ProfileColumn): ProfileColumn {
  if ('categories' in column) return { ...column, complete: column.complete && column.other === 0 };
  return 'edges' in column && column.min !== null && column.min === column.max ? constant(column, column.min) : column;
}

/** One value has a bin of its own, so that every other one is a change. */
function constant(column: NumericColumn, value: number): NumericColumn {
  const rows = column.counts.reduce((a, b) => a + b, 0);
  const sum = column.sums.reduce((a, b) => a + BigInt(b), 0n);
  const edges = [nextBelow(value), value].filter(Number.isFinite);
  const inOwn = <T>(own: T, none: T): T[] => edges.map((edge) => (edge === value ? own : none)).concat(none);
  return { ...column, edges, atoms: [value], counts: inOwn(rows, 0), sums: inOwn(String(sum), '0') };
}
