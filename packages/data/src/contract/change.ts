import { isMap } from 'yaml';
import type { Limit, Severity } from '../rule.ts';
import { readKeys } from './keys.ts';
import { kindOf, type Reading, type Spot } from './reading.ts';
import { readLimit, readText } from './value.ts';

/** How a number, or the columns, may differ from earlier data. */
export type Change = { readonly severity: Severity; readonly line: number } & (
  | { readonly of: 'columns' }
  | {
      readonly of: 'number';
      /** `rows`, or the id of a rule that measures one number: `age.mean` */
      readonly name: string;
      /** a share of the earlier number, or its own units */
      readonly limit: Limit;
      readonly direction: Direction;
    }
);

const DIRECTIONS = { by: 'either way', drop: 'down', rise: 'up' } as const;
export const CHANGE_KEYS: readonly string[] = ['of', ...Object.keys(DIRECTIONS)];
export type Direction = keyof typeof DIRECTIONS;
export const directionText = (direction: Direction): string => DIRECTIONS[direction];

/** `change: { of: rows, by: "<= 10%" }`; `drop` and `rise` limit one direction only. */
export function readChange(reading: Reading, spot: Spot): Change[] {
  const keys = readKeys(reading, spot, CHANGE_KEYS);
  const name = keys.get('of', readText) ?? '';
  if (!keys.has('of')) keys.refuse('', 'change names no number', '`of: rows` or the id of a rule such as `age.mean`');
  if (keys.where !== null) keys.refuse('where', 'a change has no rows of its own');
  const stated = (Object.keys(DIRECTIONS) as Direction[]).filter((key) => keys.has(key));
  if (stated.length === 0) keys.refuse('', 'change has no limit', 'by, drop or rise');
  return stated.map((direction) => ({
    severity: keys.severity,
    line: keys.line(direction),
    of: 'number',
    name,
    direction,
    limit: keys.get(direction, readLimit) ?? { operator: '<=', value: 0, unit: 'count' },
  }));
}

/** `schema_change: fail`, or warn, info, allow. */
export function readSchemaChange(reading: Reading, spot: Spot): Change[] {
  const severity = reading.scalar(spot);
  if (severity === 'allow') return [];
  if (severity === 'fail' || severity === 'warn' || severity === 'info')
    return [{ of: 'columns', severity, line: spot.line }];
  const got = isMap(spot.node) ? 'a mapping' : kindOf(spot.node);
  reading.report(spot, { what: 'schema_change is not a policy', got, expected: 'fail, warn, info or allow' });
  return [];
}
