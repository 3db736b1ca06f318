import { ofThisAlarm } from './alarm.ts';
import type { HistoryLine } from './history-line.ts';
import type { Memory } from './memory.ts';

/** What is new since the alarm was last spoken of. */
export interface News {
  /** columns that alarm for the first time since the alarm was raised */
  readonly columns: readonly string[];
  /** what the alarm has become, where it is worse than it was */
  readonly worse: 'performance' | 'schema' | null;
}

export const noNews: News = { columns: [], worse: null };
export const hasNews = ({ columns, worse }: News): boolean => columns.length > 0 || worse !== null;

/** From bad to worst; any other status is less. */
const gravity: readonly HistoryLine['status'][] = ['drift', 'performance', 'schema'];
const gravityOf = ({ status }: Pick<HistoryLine, 'status'>): number => gravity.indexOf(status);

/** The other checks have spoken on the same issue. */
export function newsOf({ lines, kept, told, others }: Memory): News {
  const [now] = lines.slice(-1);
  if (!kept || !now?.active || now.silent) return noNews;
  const before = [...ofThisAlarm(told), ...others];
  const known = new Set(before.flatMap(({ drifted }) => drifted));
  return {
    columns: now.drifted.filter((column) => !known.has(column)),
    worse: before.length > 0 ? worseThan(before, now) : null,
  };
}

/** What the alarm is now, where that is worse than every run before. */
export function worseThan(
  before: readonly Pick<HistoryLine, 'status'>[],
  now: Pick<HistoryLine, 'status'>,
): 'performance' | 'schema' | null {
  const { status } = now;
  const isWorse = before.every((line) => gravityOf(line) < gravityOf(now));
  return isWorse && (status === 'performance' || status === 'schema') ? status : null;
}
