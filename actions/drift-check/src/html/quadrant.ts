import type { DriftColumn } from '@ml-actions/core/record/predicate/drift-check';
import { text } from '@ml-actions/core/report/html-escape';
import type { DriftBody } from '../body.ts';
import { numberText } from '../wording.ts';
import { strainOf } from './strain.ts';

const WIDTH = 480;
const LEFT = 56;
const BOTTOM = 40;
const RIGHT = 16;
const TOP = 16;
/** Height of the plane, and of the line that is left of it where all columns weigh the same. */
const PLANE = 170;
const LINE = 24;
/** Weights that have a tick of their own; of more only the largest has. */
const TICKED = 5;
/** Multiples of the threshold beyond the scale stand at its end. */
const FURTHEST = 5;
const NAMED = 12;
const NAME_LENGTH = 24;
/** Names of columns with the same importance would lie on each other: each has a row of its own. */
const ROW = 14;

interface Dot {
  readonly name: string;
  readonly status: string;
  readonly x: number;
  readonly y: number;
  readonly named: boolean;
}

/**
 * Drift against importance: what stands at the top right matters. Where all columns weigh the same there is nothing to
 * compare upwards, and the plane becomes a line. Names of the columns that reached a threshold, and of the heaviest.
 */
export function quadrantSvg({ columns }: Pick<DriftBody, 'columns'>): string {
  const weights = columns.map(({ importance }) => importance);
  const [heaviest, lightest] = [Math.max(...weights), Math.min(...weights)];
  const isPlane = heaviest > lightest;
  const isNamed = (column: DriftColumn, at: number): boolean =>
    at < NAMED && (strainOf(column) >= 1 || (isPlane && column.importance > heaviest / 2));
  const height = Math.max(isPlane ? PLANE : LINE, columns.filter(isNamed).length * ROW);
  const base = TOP + height;
  const y = (weight: number): number => Math.round(isPlane ? base - (weight / heaviest) * height : TOP);
  const dots = columns.map(
    (column, at): Dot => ({
      name: column.column.slice(0, NAME_LENGTH),
      status: column.status,
      x: x(strainOf(column)),
      y: y(weights[at] ?? 0),
      named: isNamed(column, at),
    }),
  );
  return (
    `<svg viewBox="0 0 ${WIDTH} ${base + BOTTOM}" role="img" aria-label="Drift of each column against its importance">` +
    `<rect class="h" x="${x(1)}" y="${TOP - 8}" width="${WIDTH - RIGHT - x(1)}" height="${height + 8}"/>` +
    `<path class="g" d="M${LEFT} ${TOP}V${base}H${WIDTH - RIGHT}" fill="none"/>` +
    `<path class="l" d="M${x(1)} ${TOP - 8}V${base}"/>${ticks(base)}${isPlane ? weightTicks(weights, y) : ''}` +
    `${names(dots.filter((dot) => dot.named))}${dots.map(dotSvg).join('')}</svg>`
  );
}

const x = (multiple: number): number =>
  Math.round(LEFT + (Math.min(multiple, FURTHEST) / FURTHEST) * (WIDTH - LEFT - RIGHT));

const ticks = (base: number): string =>
  [0, 2, 3, 4]
    .map((multiple) => `<text x="${x(multiple)}" y="${base + 16}" text-anchor="middle">${multiple}</text>`)
    .join('') +
  `<text x="${x(1)}" y="${base + 16}" text-anchor="middle">1</text>` +
  `<text x="${x(FURTHEST)}" y="${base + 16}" text-anchor="end">${FURTHEST}+</text>` +
  `<text x="${LEFT}" y="${base + 34}">effect in multiples of its threshold (dashed)</text>`;

function weightTicks(weights: readonly number[], y: (weight: number) => number): string {
  const distinct = [...new Set(weights)].sort((a, b) => b - a);
  const told = distinct.length <= TICKED ? distinct : distinct.slice(0, 1);
  const [top = 0] = distinct;
  return (
    told
      .map((weight) => `<text x="${LEFT - 8}" y="${y(weight) + 4}" text-anchor="end">${numberText(weight)}</text>`)
      .join('') +
    `<text transform="rotate(-90 12 ${(y(0) + y(top)) / 2})" x="12" y="${(y(0) + y(top)) / 2}" text-anchor="middle">importance</text>`
  );
}

const dotSvg = ({ name, status, x, y }: Dot): string =>
  `<circle class="o ${status}" cx="${x}" cy="${y}" r="4"><title>${text(name)}</title></circle>`;

function names(dots: readonly Dot[]): string {
  let free = Number.NEGATIVE_INFINITY;
  return [...dots]
    .sort((a, b) => a.y - b.y || b.x - a.x)
    .map((dot) => {
      const row = Math.max(dot.y + 4, free);
      free = row + ROW;
      const isRight = dot.x > WIDTH / 2;
      const leader = row > dot.y + 4 ? `<path class="g" d="M${dot.x} ${dot.y}V${row - 4}" fill="none"/>` : '';
      return `${leader}<text x="${dot.x + (isRight ? -8 : 8)}" y="${row}" class="name"${isRight ? ' text-anchor="end"' : ''}>${text(dot.name)}</text>`;
    })
    .join('');
}
