import type { Seen } from './alarm.ts';
import type { HistoryLine } from './history-line.ts';
import type { Look } from './look.ts';
import { alarmingStates, type Holding } from './sighting.ts';

const WINDOW = 'window to ';
export const LABELS = 'labels to ';

/**
 * Name of the data that a run looks at. More rows of a window are the same data, seen later. Where labels keep an alarm on,
 * they are what is asked: the same ones say in run after run what they said once.
 */
export function dataOf({ window, content, performance }: Look, holding: Holding['performance'] = null): string {
  if (holding === 'realised' && performance?.window) return `${LABELS}${performance.window.end}`;
  return window ? `${WINDOW}${window.end}` : `sha256:${content}`;
}

/** What of a performance alarms, and up to when its labels are. */
export function saidBy(performance: Look['performance']): Pick<HistoryLine, 'performance' | 'labels'> {
  if (!performance) return {};
  const said = performance.otherClasses === null ? performance.alarm : 'realised';
  if (said === null) return {};
  return { performance: said, ...(said === 'realised' && performance.window && { labels: performance.window.end }) };
}

/** What a run says of which everything was said before: it begins and ends nothing. */
export const unheard = { certain: false, silent: true, clean: false, relief: {} } as const;

/**
 * Whether a run has nothing new to look at: a repeated run of an old commit, or labels that told before.
 *
 * @param told earlier runs, with an earlier attempt of this one
 */
export function isOld({ data, alarming }: Seen, seen: Look, told: readonly HistoryLine[], now: Date): boolean {
  return isOlder(data, told, now) || (alarming ? isRepeated(data, seen, told) : isSeen(data, told));
}

/** What was judged before other data was. */
const isSeen = (data: string, told: readonly HistoryLine[]): boolean =>
  told.at(-1)?.data !== data && told.some((line) => line.data === data);

/** Nothing alarms but performance, by labels that alarmed beside other rows already. */
function isRepeated(data: string, { report, performance }: Look, told: readonly HistoryLine[]): boolean {
  const { labels } = saidBy(performance);
  const isAlone = labels !== undefined && !alarmingStates.includes(report.state);
  return isAlone && told.some((line) => line.labels === labels && line.data !== data);
}

/** A window before one that was judged; windows that end in the future may hold a wrong clock's rows, and count not. */
function isOlder(data: string, told: readonly HistoryLine[], now: Date): boolean {
  const last = `${WINDOW}${now.toISOString()}`;
  const isLater = (other = ''): boolean => other.startsWith(WINDOW) && other > data && other <= last;
  return data.startsWith(WINDOW) && told.some((line) => !line.silent && isLater(line.data));
}
