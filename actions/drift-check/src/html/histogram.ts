/** Bars of a small picture: more would not be told apart, and 200 columns must fit into one page. */
const BARS = 20;
const WIDTH = 120;
const HEIGHT = 36;
const GAP = 3;
/** The lower part: differences, from -1 to 1 where they fill it. */
const LOWER = 24;
/** Differences below this are drawn as large as if they were this: small ones stay small. */
const SMALLEST_SCALE = 0.1;

export interface Counts {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/**
 * Both histograms over the same bins (the reference filled, the current data as a line), and below them what differs: of
 * numbers the difference of the cumulated shares with its largest gap, of categories the change of each share. Bins are
 * drawn equally wide; their names are not in the page.
 */
export function histogramSvg({ reference, current }: Counts, kind: string): string {
  const [a, b] = [shares(bars(reference)), shares(bars(current))];
  if (a.length === 0) return '';
  const top = Math.max(...a, ...b, Number.MIN_VALUE);
  const step = WIDTH / a.length;
  const outline = (values: readonly number[]): string =>
    values.map((value) => `V${Math.round(HEIGHT * (1 - value / top))}h${round(step)}`).join('');
  const isOrdered = kind === 'numeric' || kind === 'datetime';
  const [label, lower] = isOrdered ? gapsOf({ reference, current }, a, b, step) : changesOf(a, b, step);
  return (
    `<svg class="w" viewBox="0 0 ${WIDTH} ${HEIGHT + GAP + LOWER}" role="img" aria-label="${label}">` +
    `<path class="a" d="M0 ${HEIGHT}${outline(a)}V${HEIGHT}z"/><path class="b" d="M0 ${HEIGHT}${outline(b)}"/>` +
    `${lower}<path class="g" d="M0 ${middle}h${WIDTH}"/></svg>`
  );
}

const middle = HEIGHT + GAP + LOWER / 2;
const round = (value: number): number => Math.round(value * 10) / 10;
const points = (share: number): string => `${(Math.abs(share) * 100).toFixed(1)} points`;

/** Bins of the counts in one bar. */
const binsPerBar = (counts: readonly number[]): number => Math.max(1, Math.ceil(counts.length / BARS));

function bars(counts: readonly number[]): number[] {
  const size = binsPerBar(counts);
  return Array.from({ length: Math.ceil(counts.length / size) }, (_, at) =>
    counts.slice(at * size, (at + 1) * size).reduce((sum, count) => sum + count, 0),
  );
}

function shares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

type Part = readonly [label: string, svg: string];

/** The difference of the cumulated shares, drawn upwards where values fell, and the largest gap of all bins. */
function gapsOf(counts: Counts, a: readonly number[], b: readonly number[], step: number): Part {
  const largest = largestGap(counts);
  const scale = Math.max(SMALLEST_SCALE, Math.abs(largest.gap));
  const y = (gap: number): number => round(middle + ((gap * LOWER) / 2 / scale) * 0.9);
  let gap = 0;
  const line = a.map((share, at) => {
    gap += share - (b[at] ?? 0);
    return `L${round((at + 1) * step)} ${y(gap)}`;
  });
  if (largest.gap === 0) return ['both distributions are the same', ''];
  const place = round(((largest.bin + 1) / binsPerBar(counts.reference)) * step);
  const side = largest.gap > 0 ? 'higher' : 'lower';
  return [
    `KS ${Math.abs(largest.gap).toFixed(3)} after bin ${largest.bin + 1} of ${counts.reference.length}: values are ${side} now`,
    `<path class="d" d="M0 ${middle}${line.join('')}V${middle}z"/><path class="k" d="M${place} ${middle}V${y(largest.gap)}h0"/>`,
  ];
}

/** Where the cumulated shares are furthest apart; positive where the current values are higher. */
function largestGap({ reference, current }: Counts): { readonly gap: number; readonly bin: number } {
  const [a, b] = [shares(reference), shares(current)];
  let [sum, found] = [0, { gap: 0, bin: 0 }];
  a.forEach((share, bin) => {
    sum += share - (b[bin] ?? 0);
    if (Math.abs(sum) > Math.abs(found.gap) + Number.EPSILON * a.length) found = { gap: sum, bin };
  });
  return found;
}

/** The change of each share, upwards where it grew. */
function changesOf(a: readonly number[], b: readonly number[], step: number): Part {
  const changes = a.map((share, at) => (b[at] ?? 0) - share);
  const [most, least] = [Math.max(...changes), Math.min(...changes)];
  if (most <= 0 && least >= 0) return ['both distributions are the same', ''];
  const scale = Math.max(SMALLEST_SCALE, most, -least);
  const bar = (change: number, at: number): string =>
    `M${round((at + 0.15) * step)} ${middle}v${round(((-change * LOWER) / 2 / scale) * 0.9)}h${round(step * 0.7)}V${middle}z`;
  const place = (change: number): string => `bar ${changes.indexOf(change) + 1} of ${a.length}`;
  return [
    `largest gain ${points(most)} in ${place(most)}, largest loss ${points(least)} in ${place(least)}`,
    `<path class="d" d="${changes.map(bar).join('')}"/>`,
  ];
}
