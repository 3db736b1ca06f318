import { code } from '@ml-actions/core/report/markdown';

/** Four digits, as many as a reviewer compares, and never fewer than the whole ones. */
export function numberText(value: number): string {
  if (Math.abs(value) >= 1_000) return String(Math.abs(value) < 1e15 ? Math.round(value) : value);
  return String(Number(value.toPrecision(4)));
}

/** Seconds as `0.4 s`, `12 s`, `3 min 20 s`, `1 h 5 min`. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const digestDigits = 12;

/** As Markdown. */
export const shortDigest = (digest: string): string => code(digest.slice(0, digestDigits));

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
