import type { ClassScores, SideScores } from '../chart/scores.ts';
import type { Option } from './option.ts';
import { steps } from './steps.ts';
import { grid, legend, lines, xAxis, yAxis } from './style.ts';

/** How scores spread: rows of the positive label above, all others below; apart is good. */
export function scoresOption(
  { edges, sides }: ClassScores,
  { above, below }: { readonly above: string; readonly below: string },
): Option {
  const range = { min: edges[0], max: edges.at(-1) };
  const part = (index: number, counts: (side: SideScores) => readonly number[]) =>
    lines(sides, (side) => steps(edges, counts(side)), { step: 'end', xAxisIndex: index, yAxisIndex: index });
  return {
    legend,
    grid: [
      { ...grid, bottom: '54%' },
      { ...grid, top: '56%' },
    ],
    xAxis: [
      xAxis('', { ...range, gridIndex: 0, axisLabel: { show: false } }),
      xAxis('Score', { ...range, gridIndex: 1 }),
    ],
    yAxis: [
      yAxis(above, { gridIndex: 0, splitNumber: 3, minInterval: 1 }),
      yAxis(below, { gridIndex: 1, splitNumber: 3, minInterval: 1 }),
    ],
    series: [...part(0, ({ positives }) => positives), ...part(1, ({ negatives }) => negatives)],
  };
}
