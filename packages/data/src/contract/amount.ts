import type { Interval } from '../interval.ts';
import type { Reading, Spot } from './reading.ts';
import { readInterval } from './value.ts';

/** An upper bound alone must not let nothing at all pass; `[0, 5]` says that it may. */
const SOME = 1;

/** How many rows or values there must be. */
export const readAmount = (reading: Reading, spot: Spot): Interval => atLeastSome(readInterval(reading, spot));

export const atLeastSome = (interval: Interval): Interval =>
  interval.min === Number.NEGATIVE_INFINITY ? { ...interval, min: SOME } : interval;
