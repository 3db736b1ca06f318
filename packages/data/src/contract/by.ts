import { isMap } from 'yaml';
import type { Segmentation } from '../rule.ts';
import { namesOf } from './names.ts';
import { type Reading, type Spot, unknownKey } from './reading.ts';
import { readCount } from './value.ts';

const KEYS = ['columns', 'min_n'];

/** `by: country`, `by: [country, device]`, `by: { columns: country, min_n: 30 }`. */
export function readBy(reading: Reading, spot: Spot): Segmentation {
  if (!isMap(spot.node)) return { columns: namesOf(reading, spot), fewest: 1 };
  const keys = reading.entries(spot);
  for (const [key, at] of keys) if (!KEYS.includes(key)) unknownKey(reading, at, key, KEYS);
  const [columns, fewest] = [keys.get('columns'), keys.get('min_n')];
  if (!columns) reading.report(spot, { what: `${spot.path} needs \`columns\`` });
  return { columns: columns ? namesOf(reading, columns) : [], fewest: fewest ? atLeastOne(reading, fewest) : 1 };
}

function atLeastOne(reading: Reading, spot: Spot): number {
  const count = readCount(reading, spot);
  if (count === 0) reading.report(spot, { what: `${spot.path} must be at least 1`, got: '0' });
  return count ?? 1;
}

/** A rule of segments has another name than the same one of all rows: their numbers are not the same. */
export const idBy = (id: string, by: Segmentation | undefined): string =>
  by ? `${id} by ${by.columns.join(',')}` : id;
