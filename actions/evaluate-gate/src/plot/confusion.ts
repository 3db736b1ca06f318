import { countText } from '@ml-actions/core/report/count-text';
import { light } from '@ml-actions/core/report/palette';
import type { Confusion } from '../chart/confusion.ts';
import type { Option } from './option.ts';

/** More cells than this have no room for their numbers. */
const MOST_WRITTEN = 12;
const TEXT_SIZE = 12;
const percent = 100;
/** Shades stay pale enough for one colour of text: at least 6:1 in light and in dark. */
const SHADE = { least: 0.04, most: 0.5 };
const LABEL_LENGTH = 14;

/** Each true label's rows by predicted label, shaded by their share of the true label. The picture has a fixed size. */
export function confusionOption(
  { labels, counts }: Confusion,
  { width, height }: { readonly width: number; readonly height: number },
): Option {
  const margin = { left: 118, right: 20, top: 20, bottom: 64 };
  const cell = [
    (width - margin.left - margin.right) / labels.length,
    (height - margin.top - margin.bottom) / labels.length,
  ];
  const names = labels.map((label) => (label.length > LABEL_LENGTH ? `${label.slice(0, LABEL_LENGTH - 1)}…` : label));
  const axis = {
    type: 'category' as const,
    data: names,
    nameLocation: 'middle' as const,
    nameTextStyle: { color: light.dim, fontSize: TEXT_SIZE },
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: light.dim, fontSize: TEXT_SIZE, interval: 0, rotate: labels.length > MOST_WRITTEN ? 60 : 0 },
    splitLine: { show: false },
  };
  return {
    grid: margin,
    xAxis: { ...axis, name: 'Predicted label', nameGap: 34 },
    yAxis: { ...axis, name: 'True label', nameGap: 96, inverse: true, axisLabel: { ...axis.axisLabel, rotate: 0 } },
    series: [
      {
        type: 'scatter',
        symbol: 'rect',
        symbolSize: cell.map((size) => size - 2),
        silent: true,
        data: counts.flatMap((row, truth) =>
          row.map((count, predicted) => cellOf(row, count, [predicted, truth], labels.length)),
        ),
      },
    ],
  } as Option;
}

function cellOf(row: readonly number[], count: number, value: [number, number], size: number): object {
  const total = row.reduce((sum, each) => sum + each, 0);
  const share = total === 0 ? 0 : count / total;
  return {
    value,
    itemStyle: {
      color: light.candidate,
      opacity: Number((SHADE.least + (SHADE.most - SHADE.least) * share).toFixed(2)),
    },
    label: {
      show: size <= MOST_WRITTEN,
      formatter: `${countText(count)}\n${(percent * share).toFixed(1)} %`,
      color: light.text,
      fontSize: TEXT_SIZE,
      opacity: 1,
    },
  };
}
