import { bytesText } from '@ml-actions/core/report/bytes';

const WHOLE = 100;

/** How far a scan is, as a line of the log; the engine's own count of rows is a guess where it reads text. */
export function progressText(where: string, percent: number, bytes: number | undefined): string {
  const size = bytes === undefined ? 'this scan' : `${bytesText(bytes)} (${bytesText((bytes * percent) / WHOLE)} read)`;
  return `${where}: ${percent} % of ${size}`;
}
