import type { DriftCheckPredicate } from '@ml-actions/core/record/predicate/drift-check';
import { countText } from '@ml-actions/core/report/count-text';

const significantDigits = 3;
const smallestQ = 0.001;

/** Three significant digits, without an exponent where a person can read the number. */
export const numberText = (value: number): string => String(Number(value.toPrecision(significantDigits)));

export const plural = (count: number, word: string): string => `${countText(count)} ${word}${count === 1 ? '' : 's'}`;

/** `0.006`; how small a tiny one is says nothing. */
export const qText = (q: number): string => (q < smallestQ ? `< ${smallestQ}` : q.toFixed(significantDigits));

/** Names as people write them. */
export const metricText = (metric: 'auc' | 'accuracy'): string => (metric === 'auc' ? 'AUC' : metric);

/** `12.5 %` */
export const shareText = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** How far a column moved, in words; the table has the short names. */
export function movedText(effect: number, unit: string): string {
  const value = numberText(effect);
  if (unit === 'W1/std') return `${value} standard deviations`;
  if (unit === 'RFF/std') return `${value} standard deviations of the vectors’ features`;
  if (unit === 'JS base 2') return `a Jensen-Shannon distance of ${value}`;
  return unit === 'JS base e' ? `a Jensen-Shannon distance (base e) of ${value}` : `a ${unit} of ${value}`;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `12 days old`, `5 hours old`, `3 minutes old`, `just made`. */
export function ageText(ms: number): string {
  if (ms < minuteMs) return 'just made';
  if (ms >= 2 * dayMs) return `${plural(Math.floor(ms / dayMs), 'day')} old`;
  return `${ms >= 2 * hourMs ? plural(Math.floor(ms / hourMs), 'hour') : plural(Math.floor(ms / minuteMs), 'minute')} old`;
}

/** What is not new about the data, in one sentence; empty where it is. */
export function freshnessText({ freshness }: Pick<DriftCheckPredicate, 'freshness'>): string {
  const { since, stale } = freshness;
  if (stale) return staleText({ freshness });
  return since === null ? '' : `The same data as in the run of ${timeText(since)} UTC: this look says nothing new.`;
}

/** Since when nothing new came, in one sentence. */
export const staleText = ({ freshness: { newest, since } }: Pick<DriftCheckPredicate, 'freshness'>): string =>
  newest === null
    ? `Nothing new has come since the run of ${timeText(since ?? '')} UTC.`
    : `No row is newer than ${timeText(newest)} UTC.`;

interface Window {
  readonly start: string;
  readonly end: string;
  readonly column: string;
  readonly widened: boolean;
  readonly cut: boolean;
  readonly untimed: number;
}

const minutes = 'YYYY-MM-DDTHH:MM'.length;
const timeText = (time: string): string => time.slice(0, minutes).replace('T', ' ').replace(' 00:00', '');

/** The stretch of event time that was judged, and what changed it. */
export function windowText(window: Window | null): string {
  if (!window) return '';
  const { start, end, widened, cut, untimed } = window;
  const lost = untimed > 0 ? ` ${plural(untimed, 'row')} without a time are in no window.` : '';
  if (start === end) return ` Window: none, this version began to serve after ${timeText(end)} UTC.${lost}`;
  const why = [
    widened ? 'made longer for want of rows' : '',
    cut ? 'from when this version began to serve' : '',
  ].filter(Boolean);
  return ` Window: ${timeText(start)} to ${timeText(end)} UTC${why.length > 0 ? ` (${why.join('; ')})` : ''}.${lost}`;
}
