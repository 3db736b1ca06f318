import type { HistoryLine } from './history-line.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A leg that neither our last runs nor this time saw is no longer in the matrix, and keeps no alarm on. */
const GONE_RUNS = 3;
const GONE_MS = 14 * dayMs;

/** Runs that can confirm each other: of one matrix leg, against one reference. */
export interface Thread {
  readonly leg: string;
  readonly reference: string;
}

/** What the state file of an environment says to one run. */
export interface Past {
  /** earlier runs of its thread, oldest first: what it is decided on */
  readonly before: readonly HistoryLine[];
  /** the same with an earlier attempt of this very run, which has spoken already: nothing of it is news */
  readonly told: readonly HistoryLine[];
  /** an earlier attempt of this very run, whose place this one takes */
  readonly replaced: HistoryLine | null;
  /** last runs of other legs whose alarm is on: an environment alarms while any of its legs does */
  readonly others: readonly HistoryLine[];
  /** the environment alarmed when it was last spoken of */
  readonly alarmed: boolean;
}

/** @param lines of the environment, oldest first; @param run name of this run's line */
export function pastOf(lines: readonly HistoryLine[], thread: Thread, run: string, now: Date): Past {
  const own = lines.filter(({ leg }) => leg === thread.leg);
  const told = own.filter(({ reference }) => reference === thread.reference);
  const others = othersOn(lines, thread, lastSeen(own, now));
  return {
    before: told.filter((line) => line.run !== run),
    told,
    replaced: own.find((line) => line.run === run) ?? null,
    others,
    alarmed: others.length > 0 || own.at(-1)?.active === true,
  };
}

function othersOn(lines: readonly HistoryLine[], { leg }: Thread, since: number): readonly HistoryLine[] {
  const last = new Map(lines.map((line) => [line.leg, line]));
  last.delete(leg);
  return [...last.values()].filter(({ active, at }) => active && Date.parse(at) >= since);
}

const lastSeen = (own: readonly HistoryLine[], now: Date): number =>
  Math.min(now.getTime() - GONE_MS, Date.parse(own.at(-GONE_RUNS)?.at ?? now.toISOString()));
