import { isSeq } from 'yaml';
import { type Reading, type Spot, shown } from './reading.ts';
import { readText } from './value.ts';

/** `a` or `[a, b]`, at least one, no repetition. */
export function namesOf(reading: Reading, spot: Spot): string[] {
  const spots = isSeq(spot.node) ? reading.items(spot) : [spot];
  const names = spots.map((each) => readText(reading, each)).filter((name) => name !== undefined);
  if (spots.length === 0) reading.report(spot, { what: `${spot.path} names no column` });
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) reading.report(spot, { what: `${spot.path} names ${shown(twice)} twice` });
  return names;
}
