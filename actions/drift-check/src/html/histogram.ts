/** Bars of a small picture: more would not be told apart, and 200 columns must fit into one page. */
const BARS = 20;
const WIDTH = 120;
const HEIGHT = 36;
const GAP = 2;

export interface Counts {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

/**
 * Both histograms over the same bins (the reference filled, the current data as a line), and below them the difference of
 * their cumulated shares. Bins are drawn equally wide; their names are not in the page.
 */
export function histogramSvg({ reference, current }: Counts): string {
  const [a, b] = [shares(bars(reference)), shares(bars(current))];
  if (a.length === 0) return '';
  const top = Math.max(...a, ...b, Number.MIN_VALUE);
  const step = WIDTH / a.length;
  const outline = (values: readonly number[]): string =>
    values.map((value) => `V${Math.round(HEIGHT * (1 - value / top))}h${round(step)}`).join('');
  return (
    `<svg viewBox="0 0 ${WIDTH} ${2 * HEIGHT + GAP}" role="img" aria-label="${labelOf(a, b)}">` +
    `<path class="a" d="M0 ${HEIGHT}${outline(a)}V${HEIGHT}z"/><path class="b" d="M0 ${HEIGHT}${outline(b)}"/>` +
    `<path class="g" d="M0 ${middle}h${WIDTH}"/><path class="c" d="M0 ${middle}${differences(a, b, step)}"/></svg>`
  );
}

const middle = HEIGHT + GAP + HEIGHT / 2;
const round = (value: number): number => Math.round(value * 100) / 100;

function bars(counts: readonly number[]): number[] {
  const size = Math.ceil(counts.length / BARS);
  return Array.from({ length: Math.ceil(counts.length / Math.max(1, size)) }, (_, at) =>
    counts.slice(at * size, (at + 1) * size).reduce((sum, count) => sum + count, 0),
  );
}

function shares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

/** The curve fills the height where one side is wholly below the other. */
function differences(a: readonly number[], b: readonly number[], step: number): string {
  let gap = 0;
  return a
    .map((share, at) => {
      gap += share - (b[at] ?? 0);
      return `L${round((at + 1) * step)} ${Math.round(middle - (gap * HEIGHT) / 2)}`;
    })
    .join('');
}

function labelOf(a: readonly number[], b: readonly number[]): string {
  const changes = a.map((share, at) => (b[at] ?? 0) - share);
  const [most, least] = [Math.max(...changes), Math.min(...changes)];
  const at = (change: number): string => `bar ${changes.indexOf(change) + 1} of ${a.length}`;
  const percent = (change: number): string => `${(Math.abs(change) * 100).toFixed(1)} points`;
  if (most <= 0 && least >= 0) return 'both distributions are the same';
  return `largest gain ${percent(most)} in ${at(most)}, largest loss ${percent(least)} in ${at(least)}`;
}
