import type { DriftBody } from '../body.ts';

const WIDTH = 480;
const HEIGHT = 150;
/** The scale ends at so many times the threshold, or at its double where nothing went so far. */
const FURTHEST = 4;
const NEAREST = 2;
const LEFT = 24;

/** The largest effect of the remembered runs, with the threshold and the alarms; nothing for a first run. */
export function historyHtml({ history }: Pick<DriftBody, 'history'>): string {
  if (history.length < 2) return '';
  const step = (WIDTH - LEFT) / history.length;
  const top = Math.min(FURTHEST, Math.max(NEAREST, ...history.map(({ maxEffect }) => Math.ceil(maxEffect ?? 0))));
  const y = (multiple: number): number => Math.round(HEIGHT - (Math.min(multiple, top) / top) * HEIGHT);
  const ticks = Array.from({ length: top + 1 }, (_, at) => at);
  const path = history
    .map(({ maxEffect }, at) => `${at === 0 ? 'M' : 'L'}${x(at, step)} ${y(maxEffect ?? 0)}`)
    .join('');
  const dots = history.map(
    ({ status, maxEffect, at }, place) =>
      `<circle class="o ${status}" cx="${x(place, step)}" cy="${y(maxEffect ?? 0)}" r="4"><title>${at.slice(0, 10)}: ${status}</title></circle>`,
  );
  return (
    `<section><h2 id="history">Last runs</h2><figure><svg viewBox="0 -6 ${WIDTH} ${HEIGHT + 12}" role="img" aria-label="Largest effect of the last ${history.length} runs">` +
    `<path class="g" d="M${LEFT} 0V${HEIGHT}H${WIDTH}" fill="none"/><path class="l" d="M${LEFT} ${y(1)}H${WIDTH}"/>` +
    `${ticks.map((tick) => `<text x="${LEFT - 8}" y="${y(tick) + 4}" text-anchor="end">${tick}${tick === FURTHEST ? '+' : ''}</text>`).join('')}` +
    `<path class="b" d="${path}"/>${dots.join('')}</svg>` +
    `<figcaption>Largest effect of an important column in multiples of its threshold (dashed), ${dayOf(history[0])} to ${dayOf(history.at(-1))}.</figcaption></figure></section>`
  );
}

const dayOf = (run: DriftBody['history'][number] | undefined): string => run?.at.slice(0, 'YYYY-MM-DD'.length) ?? '';

const x = (place: number, step: number): number => Math.round(LEFT + (place + 0.5) * step);
