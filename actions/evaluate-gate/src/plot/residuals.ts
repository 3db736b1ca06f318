import type { Charts } from '../chart/charts.ts';
import type { Option } from './option.ts';
import { steps } from './steps.ts';
import { grid, legend, lines, reference, unlabelledEnds, xAxis, yAxis } from './style.ts';

/** Mean prediction of rows with similar truth; the dotted line is perfect. */
export function fitOption(fit: NonNullable<Charts['fit']>): Option {
  const truths = fit.candidate.map(({ truth }) => truth);
  const [low, high] = [Math.min(...truths), Math.max(...truths)];
  return {
    legend,
    grid,
    xAxis: xAxis('Truth', { scale: true }),
    yAxis: yAxis('Mean prediction', { scale: true }),
    series: [
      ...lines(fit, (bins) => bins.map(({ truth, predicted }) => [truth, predicted]), { showSymbol: true }),
      reference([
        [low, low],
        [high, high],
      ]),
    ],
  };
}

/** How far predictions miss: narrow and around 0 is good. */
export function residualsOption(residuals: NonNullable<Charts['residuals']>): Option {
  const { edges } = residuals.candidate;
  const most = Math.max(...residuals.candidate.counts, ...(residuals.baseline?.counts ?? []));
  return {
    legend,
    grid,
    xAxis: xAxis('Prediction minus truth', { min: edges[0], max: edges.at(-1), axisLabel: unlabelledEnds }),
    yAxis: yAxis('Rows', { minInterval: 1 }),
    series: [
      ...lines(residuals, ({ counts }) => steps(edges, counts), { step: 'end' }),
      reference([
        [0, 0],
        [0, most],
      ]),
    ],
  };
}
