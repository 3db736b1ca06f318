import type { HistoryLine } from './history-line.ts';
import { byThread, keyOf, type Part, type Thread } from './thread.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** A check that did not run while ours ran so often, nor in this time, is no longer there, and keeps no alarm on. */
const GONE_RUNS = 3;
const GONE_MS = 14 * dayMs;
/** One that runs seldom may miss a turn. */
const GONE_TURNS = 2;

/** What the state file of an environment says to one run. */
export interface Past {
  /** earlier runs of its thread against the version that it judges, oldest first: what it is decided on */
  readonly before: readonly HistoryLine[];
  /** the same with an earlier attempt of this very run, which has spoken already: nothing of it is news */
  readonly told: readonly HistoryLine[];
  /** an earlier attempt of this very run, whose place this one takes */
  readonly replaced: HistoryLine | null;
  /** all runs of its leg against this version: what a person has heard of it */
  readonly heard: readonly HistoryLine[];
  /** last runs of other threads whose alarm is on: an environment alarms while any of them does */
  readonly others: readonly HistoryLine[];
  /** the environment alarmed when it was last spoken of */
  readonly alarmed: boolean;
}

/**
 * @param lines of the environment, oldest first; @param run name of this run's line
 * @param version that is judged: what was seen of another one, also of the same one before that, says nothing of it
 */
export function pastOf(
  lines: readonly HistoryLine[],
  { thread, version, run, now }: { thread: Thread; version: string | null; run: string; now: Date },
): Past {
  const own = byThread(lines).get(keyOf(thread)) ?? [];
  return {
    before: sinceDeployment(
      own.filter((line) => line.run !== run),
      version,
    ),
    told: sinceDeployment(own, version),
    replaced: own.find((line) => line.run === run) ?? null,
    heard: lines.filter((line) => line.leg === thread.leg && (line.version ?? null) === version),
    others: othersOn(lines, thread, now),
    alarmed: wasOn(lines),
  };
}

/** What the run that spoke last knew: a check that is gone since had its alarm then. */
function wasOn(lines: readonly HistoryLine[]): boolean {
  const last = lines.at(-1);
  return last !== undefined && (last.active || othersOn(lines.slice(0, -1), last, new Date(last.at)).length > 0);
}

const sinceDeployment = (own: readonly HistoryLine[], version: string | null): readonly HistoryLine[] =>
  own.slice(own.findLastIndex((line) => (line.version ?? null) !== version) + 1);

function othersOn(lines: readonly HistoryLine[], thread: Part, now: Date): readonly HistoryLine[] {
  const own = byThread(lines).get(keyOf(thread)) ?? [];
  return [...byThread(lines)].flatMap(([key, runs]) => {
    const last = runs.at(-1);
    const isOn = key !== keyOf(thread) && last?.active && Date.parse(last.at) >= goneBefore(runs, thread, own, now);
    return last && isOn ? [last] : [];
  });
}

/** Another question of the same step is gone when it is not asked any more; another step may only run seldom. */
function goneBefore(runs: readonly HistoryLine[], { leg }: Part, own: readonly HistoryLine[], now: Date): number {
  const run = own.at(-GONE_RUNS)?.at;
  if (runs.at(-1)?.leg === leg) return run === undefined ? 0 : Date.parse(run);
  const patience = Math.max(GONE_MS, GONE_TURNS * turnOf(runs));
  return Math.min(now.getTime() - patience, Date.parse(run ?? now.toISOString()));
}

/** Usual time between two runs, in milliseconds; 0 of a single one. */
function turnOf(runs: readonly HistoryLine[]): number {
  const times = runs.map(({ at }) => Date.parse(at));
  const gaps = times.slice(1).map((time, at) => time - (times[at] ?? time));
  return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0;
}
