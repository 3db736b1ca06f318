import type { Issue } from '@ml-actions/core/github/issue';
import { CLEAN_RUNS, ofThisAlarm } from './alarm.ts';
import { LABELS } from './looked-at.ts';
import type { Memory } from './memory.ts';
import { type News, newsOf } from './news.ts';
import { beyondOf } from './snooze.ts';

/** What the issue is to tell after this run. */
export interface Situation {
  readonly alarming: boolean;
  /** the alarm after this run */
  readonly active: boolean;
  /** another check alarms: the issue is its */
  readonly elsewhere: boolean;
  /** earlier runs could not be read */
  readonly forgetful: boolean;
  /** why an open issue has nothing to tell any more; `quiet`: not this check, or not against this version, raised it */
  readonly over: 'recovered' | 'accepted' | 'quiet' | null;
  readonly news: News;
  /** what goes beyond that which was known when a person closed this issue */
  readonly beyond: (closed: Issue) => News;
  /** since when the data that was looked at is there as it is; null: nobody knows */
  readonly dataSince: Date | null;
  /** when the alarm was raised; null: it is not on, or nobody remembers */
  readonly raised: Date | null;
}

export function situationOf(memory: Memory): Situation {
  const { alarm, lines, others } = memory;
  return {
    alarming: lines.at(-1)?.alarming ?? false,
    active: alarm.active,
    elsewhere: others.length > 0,
    forgetful: !memory.kept,
    over: overOf(memory),
    news: newsOf(memory),
    beyond: (closed) => beyondOf(memory, closed),
    dataSince: dataSince(memory),
    raised: raised(memory),
  };
}

/** Without memory one run ends what one run began. */
function overOf({ alarm, kept }: Memory): Situation['over'] {
  if (alarm.phase === 'accepted' || alarm.phase === 'recovered') return alarm.phase;
  if (alarm.active || alarm.clean < (kept ? CLEAN_RUNS : 1)) return null;
  return kept ? 'quiet' : 'recovered';
}

function raised({ lines, kept }: Memory): Date | null {
  const [first] = kept ? ofThisAlarm(lines) : [];
  return first ? new Date(first.at) : null;
}

/** A window's end, or the first of the last looks at the same data: whichever is earlier. */
function dataSince({ lines, kept, seen: { window } }: Memory): Date | null {
  const [now] = lines.slice(-1);
  const other = lines.findLastIndex(({ data }) => data !== now?.data);
  const isKnown = kept && !now?.data?.startsWith(LABELS); // the columns of a run are of newer data than its labels
  const first = isKnown ? lines[other + 1]?.at : undefined;
  const times = [first, window?.end].flatMap((time) => (time === undefined ? [] : [Date.parse(time)]));
  return times.length === 0 ? null : new Date(Math.min(...times));
}
