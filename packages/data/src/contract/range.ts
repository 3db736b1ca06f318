import type { Range } from '../check/range.ts';
import type { Bound } from '../rule.ts';
import type { LogicalType } from '../typing.ts';
import type { ColumnSpot } from './column.ts';
import type { Spot } from './reading.ts';
import { readBound } from './value.ts';

interface Side {
  readonly bound: Bound | undefined;
  readonly exclusive: boolean;
  readonly spot: Spot | undefined;
}

/** `min`, `max` and their exclusive forms, at most one of each side. */
export function readRange(column: ColumnSpot, type: LogicalType): Range {
  const [min, max] = [sideOf(column, type, 'min'), sideOf(column, type, 'max')];
  if (min.bound !== undefined && max.bound !== undefined && isAbove(min.bound, max.bound, type)) {
    column.reading.report(max.spot ?? column.at, {
      what: `${column.at.path}: max is below min`,
      got: `${min.bound}..${max.bound}`,
    });
  }
  return {
    ...(min.bound !== undefined && { min: min.bound }),
    ...(max.bound !== undefined && { max: max.bound }),
    exclusiveMin: min.exclusive,
    exclusiveMax: max.exclusive,
  };
}

/** Times in two zones are not in the order of their texts. */
const isAbove = (min: Bound, max: Bound, type: LogicalType): boolean =>
  type === 'timestamp' ? Date.parse(String(min)) > Date.parse(String(max)) : min > max;

function sideOf({ reading, keys, at }: ColumnSpot, type: LogicalType, key: 'min' | 'max'): Side {
  const [closed, open] = [keys.get(key), keys.get(`exclusive_${key}`)];
  if (closed && open)
    reading.report(open, { what: `${at.path} has both ${key} and exclusive_${key}`, expected: 'one of them' });
  const spot = open ?? closed;
  return { bound: spot && readBound(reading, spot, type), exclusive: open !== undefined, spot };
}
