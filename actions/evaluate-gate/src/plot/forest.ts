import type { Charts } from '../chart/charts.ts';
import type { DotPlot } from './intervals.ts';
import { mostDots } from './slices.ts';

/** The same reach as the text forest: multiples of the allowance. */
const reach = 2;

/** Every check in units of its own allowance: left of the limit is too much worse. */
export const forestPlot = (rows: Charts['forest']): DotPlot => ({
  dots: rows.slice(0, mostDots).map(({ name, status, point, interval }) => ({ label: name, status, point, interval })),
  axis: `Change in units of what is allowed (right is better${left(rows.length)})`,
  range: [-reach, reach],
  limits: [
    ['limit', -1],
    ['', 0],
  ],
});

const left = (rows: number): string => (rows > mostDots ? `; ${rows - mostDots} more checks in the report` : '');
