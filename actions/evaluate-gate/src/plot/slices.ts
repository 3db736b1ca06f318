import { countText } from '@ml-actions/core/report/count-text';
import type { Charts } from '../chart/charts.ts';
import type { SliceRow } from '../chart/slices.ts';
import type { DotPlot } from './intervals.ts';

/** More rows cannot be read in one picture. */
export const mostDots = 20;
const percent = 100;
const MARGIN = 1.1;
const DIGITS = 2;

/** The change of one metric in each slice, in the order of the checks: the most severe first. */
export function slicesPlot(slices: Charts['slices']): DotPlot | null {
  const metric = slices[0]?.metric;
  const shown = slices.filter((row) => row.metric === metric).slice(0, mostDots);
  if (metric === undefined) return null;
  const scale = shown[0]?.proportion ? percent : 1;
  const dots = shown.map(({ status, change, interval, ...row }) => ({
    label: labelOf(row),
    status,
    point: change * scale,
    interval: interval && ([interval[0] * scale, interval[1] * scale] as const),
  }));
  const reach = MARGIN * Math.max(...dots.flatMap(({ point, interval }) => [point, ...(interval ?? [])].map(Math.abs)));
  const end = Number((reach || 1).toPrecision(DIGITS));
  return {
    dots,
    axis: `Change of ${metric}${scale === percent ? ', percentage points' : ''} (candidate minus baseline)`,
    range: [-end, end],
    limits: [['', 0]],
  };
}

const labelOf = ({ slice, rows }: Pick<SliceRow, 'slice' | 'rows'>): string =>
  rows === null ? slice : `${slice} (n=${countText(rows)})`;
