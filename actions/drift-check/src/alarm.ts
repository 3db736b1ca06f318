import type { HistoryLine } from './history-line.ts';

/** Clean runs that end an alarm, and the part of the threshold they stay below (research drift-check 4.1). */
export const CLEAN_RUNS = 3;
export const CLEAN_BAND = 0.8;

/** What one run says about the alarm. */
export interface Sighting {
  readonly alarming: boolean;
  /** a broken schema is no matter of chance: one run confirms it */
  readonly certain: boolean;
  readonly clean: boolean;
  /** what alarmed before is accepted now, and nothing else alarms */
  readonly accepted: boolean;
}

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
 * The alarm after this run. Entered by M of the last N runs, left by three clean ones, so that one lucky or unlucky
 * window changes nothing. Runs before the last recovery do not count again.
 *
 * @param before earlier runs, oldest first
 */
export function nextAlarm(before: readonly HistoryLine[], now: Sighting, debounce: Debounce): Alarm {
  const clean = cleanStreak(before, now);
  const recent = [...before.slice(lastRecovery(before)), now].slice(-debounce.of);
  const alarming = recent.filter((run) => run.alarming).length;
  if (before.at(-1)?.active && now.accepted && !now.alarming)
    return { active: false, phase: 'accepted', alarming, clean };
  if (before.at(-1)?.active) {
    const active = clean < CLEAN_RUNS;
    return { active, phase: active ? (now.alarming ? 'ongoing' : 'recovering') : 'recovered', alarming, clean };
  }
  const active = now.alarming && (now.certain || alarming >= debounce.needed);
  return { active, phase: active ? 'entered' : now.alarming ? 'unconfirmed' : 'quiet', alarming, clean };
}

function cleanStreak(before: readonly HistoryLine[], now: Sighting): number {
  const runs = [...before, now];
  const last = runs.findLastIndex((run) => !run.clean);
  return Math.min(CLEAN_RUNS, runs.length - 1 - last);
}

/** Index of the run that ended the last alarm, or 0. */
const lastRecovery = (lines: readonly HistoryLine[]): number =>
  Math.max(
    0,
    lines.findLastIndex((line, at) => !line.active && lines[at - 1]?.active === true),
  );

/** Lines of the alarm that is on: from the run that raised it. Empty when none is. */
export function ofThisAlarm(lines: readonly HistoryLine[]): readonly HistoryLine[] {
  return lines.slice(lines.findLastIndex((line) => !line.active) + 1);
}
