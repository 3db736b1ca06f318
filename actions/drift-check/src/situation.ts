import { CLEAN_RUNS, ofThisAlarm } from './alarm.ts';
import type { HistoryLine } from './history-line.ts';
import type { Memory } from './memory.ts';

/** What is new since the alarm was last spoken of. */
export interface News {
  /** columns that alarm for the first time since the alarm was raised */
  readonly columns: readonly string[];
  /** what the alarm has become, where it is worse than it was */
  readonly worse: 'performance' | 'schema' | null;
}

/** What the issue is to tell after this run. */
export interface Situation {
  readonly alarming: boolean;
  /** the alarm after this run */
  readonly active: boolean;
  /** another leg of the matrix alarms: the issue is its */
  readonly elsewhere: boolean;
  /** why an open issue has nothing to tell any more */
  readonly over: 'recovered' | 'accepted' | null;
  readonly news: News;
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
    over: overOf(memory),
    news: newsOf(memory),
    dataSince: dataSince(memory),
    raised: raised(memory),
  };
}

/** Without memory one run ends what one run began. */
function overOf({ alarm, kept }: Memory): Situation['over'] {
  if (alarm.phase === 'accepted') return 'accepted';
  return !alarm.active && alarm.clean >= (kept ? CLEAN_RUNS : 1) ? 'recovered' : null;
}

/** From bad to worst; any other status is less. */
const gravity: readonly HistoryLine['status'][] = ['drift', 'performance', 'schema'];
const gravityOf = ({ status }: HistoryLine): number => gravity.indexOf(status);

function newsOf({ lines, kept, told }: Memory): News {
  const [now] = lines.slice(-1);
  if (!kept || !now?.active) return { columns: [], worse: null };
  const before = ofThisAlarm(told);
  const known = new Set(before.flatMap(({ drifted }) => drifted));
  const isWorse = before.length > 0 && before.every((line) => gravityOf(line) < gravityOf(now));
  const { status } = now;
  return {
    columns: now.drifted.filter((column) => !known.has(column)),
    worse: isWorse && (status === 'performance' || status === 'schema') ? status : null,
  };
}

function raised({ lines, kept }: Memory): Date | null {
  const [first] = kept ? ofThisAlarm(lines) : [];
  return first ? new Date(first.at) : null;
}

/** A window's end, or the first of the last looks at the same data: whichever is earlier. */
function dataSince({ lines, kept, seen: { window } }: Memory): Date | null {
  const [now] = lines.slice(-1);
  const other = lines.findLastIndex(({ data }) => data !== now?.data);
  const first = kept ? lines[other + 1]?.at : undefined;
  const times = [first, window?.end].flatMap((time) => (time === undefined ? [] : [Date.parse(time)]));
  return times.length === 0 ? null : new Date(Math.min(...times));
}
