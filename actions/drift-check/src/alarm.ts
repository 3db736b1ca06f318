import type { HistoryLine } from './history-line.ts';
import { ENOUGH_RELIEF, MOST_DOUBT } from './recovery.ts';

/** Clean runs that end an alarm (research drift-check 4.1). */
export const CLEAN_RUNS = 3;

/** What one run says about the alarm. */
export interface Sighting {
  readonly alarming: boolean;
  /** a broken schema is no matter of chance: one run confirms it */
  readonly certain: boolean;
  /** too little data to say anything: neither alarming nor clean */
  readonly silent: boolean;
  readonly clean: boolean;
  /** columns whose drift a person accepted: they hold no alarm */
  readonly accepted: ReadonlySet<string>;
  /** of columns that drift or keep the alarm on: how much the run speaks for their recovery; against it where negative */
  readonly relief: Readonly<Record<string, number>>;
}

/** A sighting with the data it is of: another look at the same data takes its place. */
export type Seen = Sighting & { readonly data: string };

/** `M/N`: enter after M of the last N runs. */
export interface Debounce {
  readonly needed: number;
  readonly of: number;
}

export interface Alarm {
  readonly active: boolean;
  readonly phase: 'quiet' | 'unconfirmed' | 'entered' | 'ongoing' | 'recovering' | 'recovered' | 'accepted';
  /** alarming runs among the last N */
  readonly alarming: number;
  /** clean runs in a row up to now */
  readonly clean: number;
}

export function parseDebounce(text: string): Debounce {
  const [needed = 1, of = 1] = text.split('/').map(Number);
  return { needed, of };
}

/**
 * The alarm after this run. Entered by M of the last N runs, left by three clean ones that together say of every
 * column of the alarm that it is back, so that one lucky or unlucky window changes nothing. Runs count once for the
 * data they saw; runs before the last recovery do not count again.
 *
 * @param before earlier runs, oldest first
 */
export function nextAlarm(before: readonly HistoryLine[], now: Seen, debounce: Debounce): Alarm {
  const clean = cleanStreak(before, now);
  const alarming = sinceRecovery(before, now)
    .slice(-debounce.of)
    .filter((run) => run.alarming).length;
  if (before.at(-1)?.active && !now.alarming && isAccepted(before, now))
    return { active: false, phase: 'accepted', alarming, clean };
  if (before.at(-1)?.active) {
    const active = clean < CLEAN_RUNS || stillHeld(before, now).size > 0;
    return { active, phase: active ? (now.alarming ? 'ongoing' : 'recovering') : 'recovered', alarming, clean };
  }
  const active = now.alarming && (now.certain || alarming >= debounce.needed);
  return { active, phase: active ? 'entered' : now.alarming ? 'unconfirmed' : 'quiet', alarming, clean };
}

interface Run {
  readonly run?: string;
  readonly data?: string | undefined;
  readonly silent?: boolean | undefined;
}

const dataOf = ({ data, run = '' }: Run): string => data ?? `run ${run}`;

/** The last look at each data that says something, in the order of these looks. */
function saying<T extends Run>(all: readonly T[]): readonly T[] {
  const runs = all.filter(({ silent }) => !silent);
  const last = new Map(runs.map((run, at) => [dataOf(run), at]));
  return runs.filter((run, at) => last.get(dataOf(run)) === at);
}

function cleanStreak(before: readonly HistoryLine[], now: Seen): number {
  const runs = saying([...before, now]);
  const last = runs.findLastIndex((run) => !run.clean);
  return Math.min(CLEAN_RUNS, runs.length - 1 - last);
}

/** From the run that ended the last alarm. */
function sinceRecovery(before: readonly HistoryLine[], now: Seen): readonly (HistoryLine | Seen)[] {
  const recovery = before.findLastIndex((line, at) => !line.active && before[at - 1]?.active === true);
  return saying([...before.slice(Math.max(0, recovery)), now]);
}

/** Columns of the alarm that is on, of which other data than this does not say that they are back. */
export const heldBy = (before: readonly HistoryLine[], data: string): ReadonlySet<string> =>
  held(ofThisAlarm(before).filter((line) => dataOf(line) !== data));

/** What last said that performance is worse since the alarm that is on was raised; null: nothing did. */
export const performanceHeldBy = (before: readonly HistoryLine[]): 'realised' | 'estimated' | null =>
  ofThisAlarm(before).findLast(({ performance }) => performance)?.performance ?? null;

/** All that keeps the alarm on is accepted. */
function isAccepted(before: readonly HistoryLine[], { accepted }: Seen): boolean {
  const columns = held(ofThisAlarm(before));
  return columns.size > 0 && [...columns].every((column) => accepted.has(column));
}

const stillHeld = (before: readonly HistoryLine[], now: Seen): ReadonlySet<string> =>
  held([...ofThisAlarm(before), now]);

/**
 * A column holds the alarm where it drifted in the run that raised it, or twice since, until enough is said for it. One
 * whose drift is forgotten holds nothing.
 */
function held(runs: readonly Pick<HistoryLine | Seen, 'relief' | 'data' | 'silent'>[]): ReadonlySet<string> {
  const sums = new Map<string, number>();
  const seen = new Set<string>();
  for (const [at, { relief = {} }] of saying(runs).entries())
    for (const [column, said] of Object.entries(relief)) {
      if (said === 0 && !sums.has(column)) continue; // nothing was said
      const sum = (sums.get(column) ?? 0) + said;
      if (at === 0 || seen.has(column)) sums.set(column, Math.max(MOST_DOUBT, Math.min(ENOUGH_RELIEF, sum)));
      seen.add(column);
    }
  return new Set([...sums].filter(([, sum]) => sum < ENOUGH_RELIEF).map(([column]) => column));
}

/** Lines of the alarm that is on: from the run that raised it. Empty when none is. */
export function ofThisAlarm(lines: readonly HistoryLine[]): readonly HistoryLine[] {
  return lines.slice(lines.findLastIndex((line) => !line.active) + 1);
}
