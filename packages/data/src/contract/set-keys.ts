import { memberOf } from '../check/members.ts';
import { contains, share } from '../check/shares.ts';
import type { LogicalType } from '../typing.ts';
import type { ColumnSpot } from './column.ts';
import type { Placed } from './column-keys.ts';
import { type Spot, someEntries, unknownKey } from './reading.ts';
import { readBound, readShareInterval } from './value.ts';

/** Keys that need a type are read only where there is one. */
const typeOf = ({ type }: ColumnSpot): LogicalType => type ?? 'string';

/** The values that a key lists, of the column's type. */
export function members(column: ColumnSpot, spot: Spot) {
  const { reading } = column;
  const found = reading.items(spot).map((item) => readBound(reading, item, typeOf(column)));
  if (found.length === 0) reading.report(spot, { what: `${spot.path} lists no value` });
  return found.filter((each) => each !== undefined);
}

/** `set: { contains: [...] }`: each occurs; `{ equals: [...] }`: and nothing else does. */
export function sets(column: ColumnSpot, spot: Spot): readonly Placed[] {
  const { reading, name, failing } = column;
  return [...someEntries(reading, spot)].flatMap(([key, at]): Placed[] => {
    if (key !== 'contains' && key !== 'equals') {
      unknownKey(reading, at, key, ['contains', 'equals']);
      return [];
    }
    const [type, values] = [typeOf(column), members(column, at)];
    const all = { ...contains(name, type, values), spot: at };
    return key === 'equals' ? [all, { ...memberOf(name, type, values, failing), spot: at }] : [all];
  });
}

const READ_AS: Readonly<Partial<Record<LogicalType, RegExp>>> = { integer: /^-?\d+$/, boolean: /^(true|false)$/ };

/** `shares: { bee: [0.2, 0.8] }`, a value of the column's type each. */
export function shares(column: ColumnSpot, spot: Spot): readonly Placed[] {
  const type = typeOf(column);
  return [...someEntries(column.reading, spot)].flatMap(([key, at]): Placed[] => {
    if (READ_AS[type]?.test(key) === false) {
      column.reading.report(at, { what: `${at.path} does not fit a column of type ${type}` });
      return [];
    }
    const value = type === 'integer' ? BigInt(key) : type === 'boolean' ? key === 'true' : key;
    return [{ ...share(column.name, type, value, readShareInterval(column.reading, at)), spot: at }];
  });
}
