import { nearest } from '@ml-actions/core/runner/nearest';
import type { Bound, Limit, Severity } from '../rule.ts';
import { NONE, parseLimit } from '../rule.ts';
import { LOGICAL_TYPES, type LogicalType } from '../typing.ts';
import { kindOf, notYet, type Reading, type Spot, shown } from './reading.ts';

/** Types of the contract language that later depths check. */
const LATER_TYPE =
  /^(float|int|double|list|array|struct|map|json|bytes|time|decimal)?\W?.*[[(<].*$|^(list|array|struct|map|json|bytes|time|duration)$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

export function readType(reading: Reading, spot: Spot): LogicalType | undefined {
  const value = reading.scalar(spot);
  const type = LOGICAL_TYPES.find((each) => each === value);
  if (type) return type;
  if (typeof value === 'string' && LATER_TYPE.test(value)) {
    notYet(reading, spot, `type ${shown(value)}`);
    return undefined;
  }
  const near = typeof value === 'string' ? nearest(value, LOGICAL_TYPES) : undefined;
  reading.report(spot, {
    what: `${spot.path} is not a type`,
    got: kindOf(spot.node),
    ...(near ? { next: `Did you mean ${near}?` } : { expected: `one of ${LOGICAL_TYPES.join(', ')}` }),
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
  if (value === 'fail' || value === 'warn') return value;
  if (value === 'info') notYet(reading, spot, 'severity info');
  else
    reading.report(spot, { what: `${spot.path} is not a severity`, got: kindOf(spot.node), expected: 'fail or warn' });
  return 'fail';
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
  integer: (value) => typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value)),
  number: (value) => typeof value === 'bigint' || (typeof value === 'number' && !Number.isNaN(value)),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && DATE.test(value) && isRealDate(value),
  timestamp: (value) => typeof value === 'string' && DATE.test(value.slice(0, 10)) && !Number.isNaN(Date.parse(value)),
};

const BOUND_WORDS: Readonly<Record<LogicalType, string>> = {
  string: 'text in quotes',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  date: '"YYYY-MM-DD"',
  timestamp: '"YYYY-MM-DDThh:mm:ssZ"',
};

/** 2024-02-30 parses in JavaScript as 1 March; a bound must mean what it says. */
const isRealDate = (text: string): boolean => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};
