import type { Charts } from '../chart/charts.ts';
import type { Option } from './option.ts';
import { grid, legend, lines, reference, unit, xAxis, yAxis } from './style.ts';

/** True positives bought with false ones; the dotted line is guessing. */
export const rocOption = (roc: NonNullable<Charts['roc']>): Option => ({
  legend,
  grid,
  xAxis: xAxis('False positive rate', unit),
  yAxis: yAxis('True positive rate', unit),
  series: [
    ...lines(roc, (points) => [...points] as [number, number][]),
    reference([
      [0, 0],
      [1, 1],
    ]),
  ],
});

/** Precision at every recall; the dotted line is calling every row positive. */
export const precisionRecallOption = (curve: NonNullable<Charts['precisionRecall']>): Option => ({
  legend,
  grid,
  xAxis: xAxis('Recall', unit),
  yAxis: yAxis('Precision', unit),
  series: [
    ...lines(curve, (points) => [...points] as [number, number][]),
    reference([
      [0, curve.prevalence],
      [1, curve.prevalence],
    ]),
  ],
});
