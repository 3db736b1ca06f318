const significantDigits = 3;
const smallestQ = 0.001;

/** Three significant digits, without an exponent where a person can read the number. */
export const numberText = (value: number): string => String(Number(value.toPrecision(significantDigits)));

export const countText = (count: number): string => count.toLocaleString('en-US');

export const plural = (count: number, word: string): string => `${countText(count)} ${word}${count === 1 ? '' : 's'}`;

/** As Markdown. */
export const qText = (q: number): string => (q < smallestQ ? `&lt;${smallestQ}` : q.toFixed(significantDigits));

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `12 days`, `5 hours`, `3 minutes`. */
export function ageText(ms: number): string {
  if (ms >= 2 * dayMs) return plural(Math.floor(ms / dayMs), 'day');
  return ms >= 2 * hourMs
    ? plural(Math.floor(ms / hourMs), 'hour')
    : plural(Math.max(0, Math.floor(ms / minuteMs)), 'minute');
}
