import { differentFrames, mergeColumn } from './merge-column.ts';
import { mergePeriods } from './periods.ts';
import type { Profile, ProfileColumn } from './schema.ts';

/**
 * Adds two counts on the same frames: merge(parts) = whole, byte for byte, in any order.
 * @throws InputError when the frames differ
 */
export function mergeCounts(a: Profile, b: Profile): Profile {
  const others = new Map(b.columns.map((column) => [column.name, column]));
  if (a.values !== b.values || a.salt !== b.salt || a.saltDigest !== b.saltDigest)
    throw differentFrames('the spellings of values');
  if (a.columns.length !== b.columns.length || a.columns.some(({ name }) => !others.has(name)))
    throw differentFrames('the columns');
  const columns = a.columns.map((column) => mergeColumn(column, others.get(column.name) as ProfileColumn));
  const periods = mergePeriods(a, b);
  return { ...a, columns, ...(periods && { periods }) };
}
