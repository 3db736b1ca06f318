import type { Charts } from '../chart/charts.ts';
import type { Option } from './option.ts';
import { grid, legend, lines, reference, unit, xAxis, yAxis } from './style.ts';

/** Share of the height that the counts below take. */
const counts = { top: '76%', bottom: 48 };
const curve = { bottom: '32%' };

/** What was predicted against what came true, with the rows of each bin below; the dotted line is perfect. */
export const calibrationOption = (
  calibration: NonNullable<Charts['calibration']>,
  { confidence, accuracy }: { readonly confidence: string; readonly accuracy: string },
): Option => ({
  legend,
  grid: [
    { ...grid, ...curve },
    { ...grid, ...counts },
  ],
  xAxis: [
    xAxis('', { ...unit, axisLabel: { show: false }, gridIndex: 0 }),
    xAxis(confidence, { ...unit, gridIndex: 1 }),
  ],
  yAxis: [yAxis(accuracy, { ...unit, gridIndex: 0 }), yAxis('Rows', { gridIndex: 1, splitNumber: 2, minInterval: 1 })],
  series: [
    ...lines(calibration, (bins) => bins.map((bin) => [bin.confidence, bin.accuracy]), { showSymbol: true }),
    reference([
      [0, 0],
      [1, 1],
    ]),
    ...lines(calibration, (bins) => bins.map((bin) => [bin.confidence, bin.count]), {
      xAxisIndex: 1,
      yAxisIndex: 1,
      showSymbol: true,
      symbolSize: 5,
    }),
  ],
});
