import type { ColumnType } from '../list-type.ts';
import type { Check, Limit } from '../rule.ts';
import { namesOf } from './names.ts';
import type { Reading, Spot } from './reading.ts';
import { readText } from './value.ts';
import { oneOf } from './words.ts';

/** What an entry of `checks:` says besides its check. */
export interface Entry {
  readonly reading: Reading;
  readonly spot: Spot;
  readonly keys: ReadonlyMap<string, Spot>;
  readonly failing: Limit;
  readonly typeOf: (column: string) => ColumnType | undefined;
}

/** A check of several columns, or of none. */
export interface Read {
  readonly id: string;
  readonly columns: readonly string[];
  readonly check: Check;
}

/** One of some words; a problem where the key is not there. */
export function wordAt<const T extends string>(entry: Entry, key: string, words: readonly T[]): T | undefined {
  const spot = entry.keys.get(key);
  if (!spot) missing(entry, key);
  return spot && oneOf(words)(entry.reading, spot);
}

export function columnsOf(entry: Entry, key: string): string[] {
  const spot = entry.keys.get(key);
  if (!spot) missing(entry, key);
  return spot ? namesOf(entry.reading, spot) : [];
}

export function textAt(entry: Entry, key: string): string | undefined {
  const spot = entry.keys.get(key);
  if (!spot) missing(entry, key);
  return spot && readText(entry.reading, spot);
}

export const missing = ({ reading, spot }: Entry, key: string): void =>
  reading.report(spot, { what: `${spot.path} needs \`${key}\`` });
