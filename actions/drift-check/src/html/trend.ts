import { shareText } from '../wording.ts';

const WIDTH = 120;
const HEIGHT = 36;
/** The scale ends at so many times the threshold, or at the threshold's double where nothing went so far. */
const FURTHEST = 4;
const NEAREST = 2;
/** Room at both ends for the dots. */
const PAD = 4;

type Runs = readonly (number | null)[];

/** The effect of a column in the last runs, with its threshold, and dots where it was reached; nothing before its second. */
export function trendSvg(multiples: Runs): string {
  const known = multiples.filter((each) => each !== null);
  if (known.length < 2) return '';
  const top = Math.min(FURTHEST, Math.max(NEAREST, ...known));
  const y = (multiple: number): number =>
    Math.round(HEIGHT - PAD - (Math.min(multiple, top) / top) * (HEIGHT - 2 * PAD));
  const reached = multiples.flatMap((each, at) =>
    each !== null && each >= 1 ? [`M${x(at, multiples)} ${y(each)}h0`] : [],
  );
  const label = `${known.length} of the last ${multiples.length} runs were measured, ${reached.length} reached the threshold`;
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}"><path class="l" d="M0 ${y(1)}h${WIDTH}"/>` +
    `<path class="b" d="${lineOf(multiples, y)}"/>${reached.length > 0 ? `<path class="m" d="${reached.join('')}"/>` : ''}</svg>`
  );
}

/** Missing shares in the last runs; nothing where nothing ever was. */
export function missingTrendSvg(shares: Runs): string {
  const known = shares.filter((share) => share !== null);
  if (known.length < 2) return '';
  const most = Math.max(...known);
  const y = (share: number): number => Math.round(HEIGHT / 2 - 2 - (share / most) * (HEIGHT / 2 - PAD));
  const label = `missing in the last ${known.length} runs, at most ${shareText(most)}`;
  return `<svg class="s" viewBox="0 0 ${WIDTH} ${HEIGHT / 2}" role="img" aria-label="${label}"><path class="c" d="${lineOf(shares, y)}"/></svg>`;
}

const x = (place: number, runs: Runs): number =>
  Math.round(PAD + (place / Math.max(1, runs.length - 1)) * (WIDTH - 2 * PAD));

/** A line with gaps where nothing was measured; a single run between gaps is a short dash. */
function lineOf(runs: Runs, y: (value: number) => number): string {
  return runs
    .map((each, at) => {
      if (each === null) return '';
      const isFirst = at === 0 || runs[at - 1] === null;
      const isAlone = isFirst && (runs[at + 1] ?? null) === null;
      return `${isFirst ? 'M' : 'L'}${x(at, runs)} ${y(each)}${isAlone ? 'h1' : ''}`;
    })
    .join('');
}
