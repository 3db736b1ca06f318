import { ranked } from '@ml-actions/data/drift/ranked';
import type { DriftReport } from '@ml-actions/data/drift/result';
import type { Acceptance, HistoryLine } from './history-line.ts';
import type { Look } from './look.ts';
import { isAlarming, strainOf } from './sighting.ts';

/** An accepted column that goes this much further than it had when it was accepted has changed. */
export const ACCEPTED_BAND = 1.25;

/**
 * The drift that a person accepted and that is still what it was: a column that went further, came back below its
 * threshold, or is held against another reference, is no longer in it. A broken schema cannot be accepted.
 *
 * @param isNew a maintainer put the label on the issue of the alarm that is on
 */
export function stillAccepted(before: readonly HistoryLine[], seen: Look, isNew: boolean): Acceptance | null {
  const reference = seen.reference.modelVersion ?? seen.reference.source;
  const last = before.at(-1);
  const known = last?.accepted?.reference === reference ? last.accepted.columns : {};
  const entries = seen.report.columns.flatMap((column): [string, number][] => {
    if (!isAlarming(column) || column.state !== 'drift') return [];
    const now = strainOf(column, seen.rule);
    const then = Object.hasOwn(known, column.column) ? (known[column.column] ?? 0) : 0;
    if (isNew) return [[column.column, now]];
    return now <= then * ACCEPTED_BAND ? [[column.column, then]] : [];
  });
  return entries.length > 0 ? { reference, columns: Object.fromEntries(entries) } : null;
}

/** What was seen, without the alarm of accepted columns. */
export function withAccepted(seen: Look, accepted: Acceptance | null): Look {
  if (!accepted) return seen;
  const columns = seen.report.columns.map((column) => {
    const then = Object.hasOwn(accepted.columns, column.column) ? accepted.columns[column.column] : undefined;
    if (then === undefined) return column;
    return { ...column, state: 'ok' as const, notes: [...column.notes, noteOf(then)] };
  });
  const report: DriftReport = { ...seen.report, ...ranked(columns) };
  return { ...seen, report, observed: seen.observed === 'drift' ? report.state : seen.observed };
}

const noteOf = (then: number): string => `a person accepted its drift at ${then.toFixed(1)} times the threshold`;
