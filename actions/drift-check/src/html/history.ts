import type { DriftBody } from '../body.ts';

const WIDTH = 640;
const HEIGHT = 120;
/** The scale ends at so many times the threshold. */
const TOP = 3;

/** The largest effect of the remembered runs, with the threshold and the alarms; nothing for a first run. */
export function historyHtml({ history }: Pick<DriftBody, 'history'>): string {
  if (history.length < 2) return '';
  const step = WIDTH / history.length;
  const y = (multiple: number): number => Math.round(HEIGHT - (Math.min(multiple, TOP) / TOP) * HEIGHT);
  const path = history
    .map(({ maxEffect }, at) => `${at === 0 ? 'M' : 'L'}${x(at, step)} ${y(maxEffect ?? 0)}`)
    .join('');
  const dots = history.map(
    ({ status, maxEffect, at }, place) =>
      `<circle class="o ${status}" cx="${x(place, step)}" cy="${y(maxEffect ?? 0)}" r="4"><title>${at.slice(0, 10)}: ${status}</title></circle>`,
  );
  return (
    `<h2 id="history">Last runs</h2><figure><svg viewBox="0 -6 ${WIDTH} ${HEIGHT + 12}" role="img" aria-label="Largest effect of the last ${history.length} runs">` +
    `<path class="l" d="M0 ${y(1)}H${WIDTH}"/><text x="0" y="${y(1) - 4}">1 = threshold</text><path class="b" d="${path}"/>${dots.join('')}</svg>` +
    `<figcaption>Largest effect of an important column in multiples of its threshold (dashed), ${dayOf(history[0])} to ${dayOf(history.at(-1))}.</figcaption></figure>`
  );
}

const dayOf = (run: DriftBody['history'][number] | undefined): string => run?.at.slice(0, 'YYYY-MM-DD'.length) ?? '';

const x = (place: number, step: number): number => Math.round((place + 0.5) * step);
