import type { GateRow } from '@ml-actions/core/record/predicate/evaluate-gate';
import { forestRows } from '../chart/forest.ts';

/** Multiples of the allowance that the cell reaches to either side, as in the text forest. */
const reach = 2;
const size = { width: 160, height: 20 };
const middle = size.height / 2;
const dot = 4;

/** A check's change with its interval in units of its allowance, the limit dashed; empty where there is none. */
export function forestCell(row: GateRow): string {
  const [found] = forestRows([row]);
  if (!found) return '';
  const { point, interval, status } = found;
  const bar =
    interval && `<line class="bar" x1="${x(interval[0])}" x2="${x(interval[1])}" y1="${middle}" y2="${middle}"/>`;
  return `<svg class="forest" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" aria-hidden="true"><line class="limit" x1="${x(-1)}" x2="${x(-1)}" y1="0" y2="${size.height}"/><line class="zero" x1="${x(0)}" x2="${x(0)}" y1="0" y2="${size.height}"/>${bar ?? ''}${mark(x(point), status)}</svg>`;
}

const x = (units: number): number => {
  const inside = Math.min(reach, Math.max(-reach, units));
  return Number((dot + ((inside + reach) / (2 * reach)) * (size.width - 2 * dot)).toFixed(1));
};

/** Shape first, colour second, as in the pictures. */
function mark(at: number, status: GateRow['status']): string {
  if (at <= dot || at >= size.width - dot) return arrow(at, status);
  if (status === 'fail')
    return `<rect class="fail" x="${at - dot}" y="${middle - dot}" width="${2 * dot}" height="${2 * dot}"/>`;
  const kind = status === 'pass' || status === 'inconclusive' ? status : 'other';
  if (kind === 'other')
    return `<path class="other" d="M${at - dot - 1} ${middle}l${dot + 1} -${dot + 1} ${dot + 1} ${dot + 1} -${dot + 1} ${dot + 1}z"/>`;
  return `<circle class="${kind}" cx="${at}" cy="${middle}" r="${dot}"/>`;
}

/** Off the scale: it points to where it is. */
function arrow(at: number, status: GateRow['status']): string {
  const toward = at <= dot ? -1 : 1;
  const kind = ['fail', 'pass', 'inconclusive'].includes(status) ? status : 'other';
  const tip = at + toward * dot;
  return `<path class="${kind}" d="M${tip} ${middle}l${-toward * 2 * dot} -${dot + 1}v${2 * (dot + 1)}z"/>`;
}
