import { isMap, isSeq } from 'yaml';
import type { Reading, Spot } from './reading.ts';

/** The values that the sets of a column write out: `in`, `set` and `shares`. */
export function listedIn(reading: Reading, keys: ReadonlyMap<string, Spot>): ReadonlySet<string> {
  const lists = [keys.get('in'), ...entriesOf(reading, keys.get('set')).map(([, spot]) => spot)];
  const items = lists.flatMap((spot) => (spot && isSeq(spot.node) ? reading.items(spot) : []));
  const shares = entriesOf(reading, keys.get('shares')).map(([name]) => name);
  return new Set([...items.map((item) => String(reading.scalar(item))), ...shares]);
}

const entriesOf = (reading: Reading, spot: Spot | undefined): (readonly [string, Spot])[] =>
  spot && isMap(spot.node) ? [...reading.entries(spot)] : [];
