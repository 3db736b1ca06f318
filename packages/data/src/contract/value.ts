import { nearest } from '@ml-actions/core/runner/nearest';
import { isMap, isSeq } from 'yaml';
import type { Duration } from '../check/time.ts';
import { type Interval, parseInterval } from '../interval.ts';
import { type ColumnType, parseListType } from '../list-type.ts';
import { type Bound, type Limit, NONE, parseLimit, SEVERITIES, type Severity } from '../rule.ts';
import { LOGICAL_TYPES, type LogicalType } from '../typing.ts';
import { kindOf, type Reading, type Spot, unknownKey } from './reading.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIMESTAMP =
  /^[\d-]{10}(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** The type of a column: of its values, or of lists of them. */
export function readType(reading: Reading, spot: Spot): ColumnType | undefined {
  const value = reading.scalar(spot);
  const type =
    LOGICAL_TYPES.find((each) => each === value) ?? (typeof value === 'string' ? parseListType(value) : undefined);
  if (type) return type;
  const near = typeof value === 'string' ? nearest(value, LOGICAL_TYPES) : undefined;
  reading.report(spot, {
    what: `${spot.path} is not a type`,
    got: kindOf(spot.node),
    ...(near
      ? { next: `Did you mean ${near}?` }
      : { expected: `one of ${LOGICAL_TYPES.join(', ')}, or a list of one: string[], number[768]` }),
  });
  return undefined;
}

export function readBoolean(reading: Reading, spot: Spot): boolean | undefined {
  const value = reading.scalar(spot);
  if (typeof value === 'boolean') return value;
  reading.report(spot, { what: `${spot.path} must be true or false`, got: kindOf(spot.node) });
  return undefined;
}

export function readText(reading: Reading, spot: Spot): string | undefined {
  const value = reading.scalar(spot);
  if (typeof value === 'string' && value !== '') return value;
  reading.report(spot, {
    what: `${spot.path} must be text`,
    got: kindOf(spot.node),
    ...(value !== undefined && { next: 'Put it in quotes.' }),
  });
  return undefined;
}

/** A whole number of 0 or more; `1e6` is one too. */
export function readCount(reading: Reading, spot: Spot): number | undefined {
  const value = reading.scalar(spot);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  reading.report(spot, {
    what: `${spot.path} must be a count`,
    got: kindOf(spot.node),
    expected: 'a whole number of 0 or more',
  });
  return undefined;
}

export function readSeverity(reading: Reading, spot: Spot): Severity {
  const value = reading.scalar(spot);
  const severity = SEVERITIES.find((one) => one === value);
  if (severity) return severity;
  reading.report(spot, {
    what: `${spot.path} is not a severity`,
    got: kindOf(spot.node),
    expected: SEVERITIES.join(', '),
  });
  return 'fail';
}

const OPEN: Interval = { min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };

/** `[0, 1]` (null: open), `">= 3"`, `7` (exactly), or `{ between: [0, 1] }`, `{ min: 0 }`, `{ max: 1 }`. */
export function readInterval(reading: Reading, spot: Spot): Interval {
  if (isMap(spot.node)) return bounding(reading, spot, intervalOf(reading, spot));
  if (isSeq(spot.node)) return bounding(reading, spot, between(reading, spot));
  const value = reading.scalar(spot);
  const interval = typeof value === 'string' || typeof value === 'number' ? parseInterval(String(value)) : undefined;
  if (interval) return interval;
  reading.report(spot, {
    what: `${spot.path} is not a bound`,
    got: kindOf(spot.node),
    expected: 'such as ">= 3", [0, 1] or 7',
  });
  return OPEN;
}

/** An interval that any number is in would look like a check that is none. */
function bounding(reading: Reading, spot: Spot, interval: Interval): Interval {
  if (interval.min === OPEN.min && interval.max === OPEN.max)
    reading.report(spot, { what: `${spot.path} is open on both sides, so it asks nothing` });
  return interval;
}

/** An interval of shares, which are 0 to 1: `"<= 95"` of one would hold whatever the data. */
export function readShareInterval(reading: Reading, spot: Spot): Interval {
  const interval = readInterval(reading, spot);
  const beyond = [interval.min, interval.max].find((bound) => Number.isFinite(bound) && (bound < 0 || bound > 1));
  if (beyond !== undefined)
    reading.report(spot, {
      what: `${spot.path} is a share, so its bounds are 0 to 1`,
      got: String(beyond),
      expected: 'such as 0.95 or "<= 95%"',
    });
  return interval;
}

function intervalOf(reading: Reading, spot: Spot): Interval {
  const keys = reading.entries(spot);
  if (keys.has('between') && keys.size > 1)
    reading.report(spot, { what: `${spot.path} says its bounds twice`, expected: 'between, or min and max' });
  let interval = OPEN;
  for (const [key, at] of keys) {
    if (key === 'between') interval = between(reading, at);
    else if (key === 'min' || key === 'max') interval = { ...interval, [key]: readNumber(reading, at) ?? 0 };
    else unknownKey(reading, at, key, ['between', 'min', 'max']);
  }
  return ordered(reading, spot, interval);
}

function between(reading: Reading, spot: Spot): Interval {
  const items = reading.items(spot);
  if (items.length !== 2) {
    reading.report(spot, {
      what: `${spot.path} needs two numbers`,
      got: `${items.length}`,
      expected: '[lowest, highest], null where it is open',
    });
    return OPEN;
  }
  const [min, max] = items.map((item) => (reading.scalar(item) === null ? null : readNumber(reading, item)));
  return ordered(reading, spot, { min: min ?? OPEN.min, max: max ?? OPEN.max });
}

export function ordered(reading: Reading, spot: Spot, interval: Interval): Interval {
  if (interval.min > interval.max)
    reading.report(spot, {
      what: `${spot.path}: the upper bound is below the lower`,
      got: `${interval.min}..${interval.max}`,
    });
  return interval;
}

export function readNumber(reading: Reading, spot: Spot): number | undefined {
  const value = reading.scalar(spot);
  if (typeof value === 'bigint' || Number.isFinite(value)) return Number(value);
  reading.report(spot, { what: `${spot.path} must be a finite number`, got: kindOf(spot.node) });
  return undefined;
}

export function readLimit(reading: Reading, spot: Spot): Limit {
  const value = reading.scalar(spot);
  const limit = typeof value === 'string' || typeof value === 'number' ? parseLimit(String(value)) : undefined;
  if (limit) return limit;
  reading.report(spot, {
    what: `${spot.path} is not a limit`,
    got: kindOf(spot.node),
    expected: 'such as "<= 1%", "< 10" or 0',
  });
  return NONE;
}

/** A bound or member that belongs to values of `type`. */
export function readBound(reading: Reading, spot: Spot, type: LogicalType): Bound | undefined {
  const value = reading.scalar(spot);
  if (value !== null && value !== undefined && BELONGS[type](value)) return value;
  reading.report(spot, {
    what: `${spot.path} does not fit a column of type ${type}`,
    got: kindOf(spot.node),
    expected: BOUND_WORDS[type],
  });
  return undefined;
}

const BELONGS: Readonly<Record<LogicalType, (value: Bound) => boolean>> = {
  string: (value) => typeof value === 'string',
  integer: (value) => (typeof value === 'bigint' || Number.isInteger(value)) && isHuge(BigInt(value)),
  number: (value) => typeof value === 'bigint' || Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && DATE.test(value) && isRealDate(value),
  timestamp: (value) => typeof value === 'string' && TIMESTAMP.test(value) && isRealDate(value.slice(0, 10)),
};

/** Integers are compared in 128 bits. */
const isHuge = (value: bigint): boolean => BigInt.asIntN(128, value) === value;

const BOUND_WORDS: Readonly<Record<LogicalType, string>> = {
  string: 'text in quotes',
  integer: 'a whole number of at most 38 digits',
  number: 'a finite number',
  boolean: 'true or false',
  date: '"YYYY-MM-DD"',
  timestamp: '"YYYY-MM-DDThh:mm:ssZ"',
};

/** 2024-02-30 parses in JavaScript as 1 March; a bound must mean what it says. */
const isRealDate = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};

const DURATION = /^(\d+(?:\.\d+)?)\s*(m|h|d|w)$/;
const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** `30m`, `6h`, `2d`, `1w`: as written and in seconds. */
export function readDuration(reading: Reading, spot: Spot): Duration | undefined {
  const text = String(reading.scalar(spot) ?? '').trim();
  const [, amount, unit = ''] = DURATION.exec(text) ?? [];
  if (amount !== undefined) return { text, seconds: Number(amount) * (SECONDS[unit] ?? 0) };
  reading.report(spot, {
    what: `${spot.path} is not a duration`,
    got: kindOf(spot.node),
    expected: 'such as 6h or 2d',
  });
  return undefined;
}

/** Spellings of a missing value: texts, or numbers as they are written. */
export function readSentinels(reading: Reading, spot: Spot): string[] {
  const items = isSeq(spot.node) ? reading.items(spot) : [spot];
  return items.flatMap((item) => {
    const value = reading.scalar(item);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return [String(value)];
    reading.report(item, { what: `${item.path} is no spelling of a missing value`, got: kindOf(item.node) });
    return [];
  });
}
