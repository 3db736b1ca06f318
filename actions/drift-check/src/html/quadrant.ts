import { text } from '@ml-actions/core/report/html-escape';
import type { DriftBody } from '../body.ts';
import { strainOf } from './strain.ts';

const WIDTH = 640;
const HEIGHT = 300;
const LEFT = 56;
const BOTTOM = 40;
const RIGHT = 16;
const TOP = 12;
/** Multiples of the threshold beyond the scale stand at its end. */
const FURTHEST = 5;
const NAMED = 12;
const NAME_LENGTH = 24;

/** Drift against importance: what stands at the top right matters. Names only of the columns that reached a threshold. */
export function quadrantSvg(
  { columns }: Pick<DriftBody, 'columns'>,
  importance: Readonly<Record<string, number>>,
): string {
  const weights = columns.map(({ column, important }) => importance[column] ?? Number(important));
  const heaviest = Math.max(1, ...weights);
  const x = (multiple: number): number =>
    Math.round(LEFT + (Math.min(multiple, FURTHEST) / FURTHEST) * (WIDTH - LEFT - RIGHT));
  const y = (weight: number): number => Math.round(HEIGHT - BOTTOM - (weight / heaviest) * (HEIGHT - BOTTOM - TOP));
  const dots = columns.map((column, at) => {
    const place = { x: x(strainOf(column)), y: y(weights[at] ?? 0) };
    const named = at < NAMED && strainOf(column) >= 1;
    const side = place.x > WIDTH / 2 ? ` text-anchor="end" dx="-8"` : ` dx="8"`;
    const name = named
      ? `<text x="${place.x}" y="${place.y + spread(at)}"${side}>${text(column.column.slice(0, NAME_LENGTH))}</text>`
      : '';
    return `<circle class="o ${column.status}" cx="${place.x}" cy="${place.y}" r="4"><title>${text(column.column.slice(0, NAME_LENGTH))}</title></circle>${name}`;
  });
  const base = HEIGHT - BOTTOM;
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Drift of each column against its importance">` +
    `<path class="g" d="M${LEFT} ${TOP}V${base}H${WIDTH - RIGHT}" fill="none"/>` +
    `<path class="l" d="M${x(1)} ${TOP}V${base}"/><text x="${x(1) + 4}" y="${TOP + 10}">threshold</text>` +
    [0, 1, 2, 3, 4].map((multiple) => `<text x="${x(multiple)}" y="${base + 16}">${multiple}</text>`).join('') +
    `<text x="${x(FURTHEST)}" y="${base + 16}" text-anchor="end">${FURTHEST}+</text>` +
    `<text x="${LEFT}" y="${HEIGHT - 6}">effect in multiples of its threshold</text>` +
    `<text x="14" y="${base}" transform="rotate(-90 14 ${base})">importance</text>${dots.join('')}</svg>`
  );
}

/** Names of columns with the same importance would lie on each other. */
const spread = (at: number): number => 4 + (at % 6) * 12;
