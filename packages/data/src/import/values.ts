import { isMap, isSeq } from 'yaml';
import type { Reading, Spot } from '../contract/reading.ts';

export type Plain = unknown;

/** What stands at a place, as plain values: mappings as objects without a prototype. */
export function plain(reading: Reading, spot: Spot): Plain {
  if (isSeq(spot.node)) return reading.items(spot).map((item) => plain(reading, item));
  if (!isMap(spot.node)) return reading.scalar(spot);
  const object = Object.create(null) as Record<string, Plain>;
  for (const [key, at] of reading.entries(spot)) object[key] = plain(reading, at);
  return object;
}

/** The entries of a mapping of a foreign file, as plain values with their places. */
export interface Entries {
  readonly spot: Spot;
  readonly line: number;
  has(key: string): boolean;
  /** undefined where it is absent; null counts as absent */
  value(key: string): Plain;
  text(key: string): string | undefined;
  number(key: string): number | undefined;
  boolean(key: string): boolean | undefined;
  /** the members of a list; a scalar is a list of one; nothing: empty */
  list(key: string): readonly Plain[];
  texts(key: string): readonly string[];
  at(key: string): Spot;
  /** the entries of a mapping below, whatever its keys; undefined where there is none */
  below(key: string): Entries | undefined;
  /** the places of a list below */
  items(key: string): readonly Spot[];
  keys(): readonly string[];
}

/** Opens a mapping whose keys are names, or machine-made; `Draft.open` holds those of a format against its vocabulary. */
export function entriesOf(reading: Reading, spot: Spot): Entries {
  const map = reading.scalar(spot) === null ? new Map<string, Spot>() : reading.entries(spot);
  const value = (key: string): Plain => {
    const at = map.get(key);
    return at && (plain(reading, at) ?? undefined);
  };
  const as = <T>(key: string, isIt: (found: Plain) => found is T, expected: string): T | undefined => {
    const found = value(key);
    if (found === undefined || isIt(found)) return found;
    reading.report(map.get(key) ?? spot, { what: `${key} must be ${expected}` });
    return undefined;
  };
  const isText = (found: Plain): found is string => typeof found === 'string';
  const list = (key: string): readonly Plain[] => {
    const found = value(key);
    return found === undefined ? [] : Array.isArray(found) ? found : [found];
  };
  return {
    spot,
    line: spot.line,
    has: (key) => value(key) !== undefined,
    value,
    text: (key) => as(key, isText, 'text'),
    number: (key) => as(key, (found): found is number => typeof found === 'number', 'a number'),
    boolean: (key) => as(key, (found): found is boolean => typeof found === 'boolean', 'true or false'),
    list,
    texts: (key) =>
      list(key).filter((each): each is string => {
        if (!isText(each)) reading.report(map.get(key) ?? spot, { what: `${key} must list texts` });
        return isText(each);
      }),
    at: (key) => map.get(key) ?? spot,
    below(key) {
      const at = map.get(key);
      return at && reading.scalar(at) !== null ? entriesOf(reading, at) : undefined;
    },
    items(key) {
      const at = map.get(key);
      return at && reading.scalar(at) !== null ? reading.items(at) : [];
    },
    keys: () => [...map.keys()],
  };
}
