const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Bytes in decimal units, three digits. */
export function bytesText(bytes: number): string {
  const rounded = bytes < 1_000 ? bytes : Number(bytes.toPrecision(3));
  const step = Math.min(Math.floor(Math.log10(Math.max(rounded, 1)) / 3), units.length - 1);
  return `${Number((rounded / 1_000 ** step).toPrecision(3))} ${units[step]}`;
}
