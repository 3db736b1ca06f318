import type { Severity } from '../rule.ts';
import { type Reading, type Spot, unknownKey } from './reading.ts';
import { readSeverity, readText } from './value.ts';

/** The keys of one mapping of the contract, all of them known. */
export interface Keys {
  readonly reading: Reading;
  readonly spot: Spot;
  /** of every rule in the mapping */
  readonly severity: Severity;
  /** SQL condition of the rows that all of them look at; null: all */
  readonly where: string | null;
  has(key: string): boolean;
  /** 1-based; the mapping's own where the key is not there */
  line(key: string): number;
  /** What `read` makes of the key's value; undefined where the key is not there. */
  get<T>(key: string, read: (reading: Reading, spot: Spot) => T): T | undefined;
  /** Reports a problem at a key, or at the mapping. */
  refuse(key: string, what: string, expected?: string): void;
}

const SHARED = ['severity', 'where'];

/** Reads the keys of a mapping; those that nobody knows are problems, with the nearest name. */
export function readKeys(reading: Reading, spot: Spot, known: readonly string[]): Keys {
  const entries = reading.entries(spot);
  for (const [key, at] of entries) {
    if (!known.includes(key) && !SHARED.includes(key)) unknownKey(reading, at, key, [...known, ...SHARED]);
  }
  const [severity, where] = SHARED.map((key) => entries.get(key));
  return {
    reading,
    spot,
    severity: severity ? readSeverity(reading, severity) : 'fail',
    where: where ? (readText(reading, where) ?? null) : null,
    has: (key) => entries.has(key),
    line: (key) => entries.get(key)?.line ?? spot.line,
    get(key, read) {
      const at = entries.get(key);
      return at && read(reading, at);
    },
    refuse: (key, what, expected) =>
      reading.report(entries.get(key) ?? spot, { what, ...(expected !== undefined && { expected }) }),
  };
}
