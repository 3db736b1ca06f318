import { text } from '@ml-actions/core/report/html-escape';
import type { Categories, Numbers } from '@ml-actions/data/shape/shape';
import { percentText } from '../wording.ts';

const WIDTH = 200;
const HEIGHT = 40;
/** Between a bar and the next; a histogram's bars touch. */
const GAP = 3;
/** A bar of a category is never wider than one of so many. */
const SLOTS = 9;
/** What is there at all must be seen. */
const LEAST = 1.5;

/** One bar for each count; those outside of the edges and the rest of the values are in the other colour. */
function barsSvg(bars: readonly Bar[], slots: number, gap: number, label: string): string {
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const step = WIDTH / Math.max(1, slots);
  const pathOf = (isRest: boolean): string =>
    bars
      .map(({ count, rest }, at) => {
        if (count === 0 || rest !== isRest) return '';
        const height = round(Math.max(LEAST, (count / most) * HEIGHT));
        return `M${round(at * step)} ${HEIGHT}v-${height}h${round(Math.max(LEAST, step - gap))}v${height}z`;
      })
      .join('');
  const [own, rest] = [pathOf(false), pathOf(true)];
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${text(label)}"><path class="bar" d="${own}"/>` +
    `${rest === '' ? '' : `<path class="rest" d="${rest}"/>`}<path class="base" d="M0 ${HEIGHT}h${WIDTH}"/></svg>`
  );
}

interface Bar {
  readonly count: number;
  readonly rest: boolean;
}

const round = (value: number): number => Math.round(value * 10) / 10;
const bar = (count: number): Bar => ({ count, rest: false });
const rest = (count: number): Bar[] => (count > 0 ? [{ count, rest: true }] : []);

/** A histogram; what lies far outside stands at its ends. */
export function histogram({ counts, below, above, edges }: Numbers, edgeText: (edge: number) => string): string {
  const bars = [...rest(below), ...counts.map(bar), ...rest(above)];
  const highest = counts.indexOf(Math.max(...counts));
  const [from, to] = [edges[highest] ?? 0, edges[highest + 1] ?? 0];
  return barsSvg(bars, bars.length, 1, `${counts.length} bars, the highest from ${edgeText(from)} to ${edgeText(to)}`);
}

/** The most frequent values, then all others as one. */
export function ranking({ top, other, distinct }: Categories): string {
  const present = top.reduce((sum, { count }) => sum + count, other);
  const shares = top.map(({ count }) => percentText(count, present)).join(', ');
  const bars = [...top.map(({ count }) => bar(count)), ...rest(other)];
  return barsSvg(bars, Math.max(SLOTS, bars.length), GAP, `${distinct} values, the commonest ${shares}`);
}
