import { light } from '@ml-actions/core/report/palette';
import type { GridOption, LineSeriesOption, XAXisOption, YAXisOption } from './option.ts';

const LINE_WIDTH = 2;
const TEXT_SIZE = 12;
/** Between the numbers of an axis and its name. Pixels. */
const NAME_GAP = { x: 28, y: 46 };

const axisLabel = { color: light.dim, fontSize: TEXT_SIZE };
/** Where the ends of the range are no round numbers. */
export const unlabelledEnds = { ...axisLabel, showMinLabel: false, showMaxLabel: false };

const axis = (name: string, place: 'x' | 'y') => ({
  type: 'value' as const,
  name,
  nameLocation: 'middle' as const,
  nameGap: NAME_GAP[place],
  nameTextStyle: { color: light.dim, fontSize: TEXT_SIZE },
  axisLine: { show: true, lineStyle: { color: light.axis } },
  axisTick: { show: true, lineStyle: { color: light.axis } },
  axisLabel,
  splitLine: { lineStyle: { color: light.grid } },
});

export const xAxis = (name: string, more: object = {}): XAXisOption => ({ ...axis(name, 'x'), ...more }) as XAXisOption;
export const yAxis = (name: string, more: object = {}): YAXisOption => ({ ...axis(name, 'y'), ...more }) as YAXisOption;

export const unit = { min: 0, max: 1, interval: 0.2 };
export const grid: GridOption = { left: 64, right: 24, top: 36, bottom: 48 };

/** The candidate is a solid line, the baseline a dashed one: nobody needs the colours to tell them apart. */
export const line = (
  side: 'baseline' | 'candidate',
  data: LineSeriesOption['data'],
  more: object = {},
): LineSeriesOption =>
  ({
    type: 'line',
    name: side,
    data,
    showSymbol: false,
    symbolSize: 7,
    symbol: side === 'candidate' ? 'circle' : 'rect',
    lineStyle: { color: light[side], width: LINE_WIDTH, ...(side === 'baseline' && { type: [6, 4] }) },
    itemStyle: { color: light[side] },
    z: side === 'candidate' ? 3 : 2,
    ...more,
  }) as LineSeriesOption;

/** Candidate first; without a baseline there is one line. */
export const lines = <T>(
  { candidate, baseline }: { readonly candidate: T; readonly baseline: T | null },
  points: (side: T) => LineSeriesOption['data'],
  more: object = {},
): LineSeriesOption[] => [
  line('candidate', points(candidate), more),
  ...(baseline === null ? [] : [line('baseline', points(baseline), more)]),
];

/** A thin dotted line that means "no better than this". It is no entry of the legend and answers no pointer. */
export const reference = (data: LineSeriesOption['data'], more: object = {}): LineSeriesOption =>
  ({
    type: 'line',
    data,
    showSymbol: false,
    silent: true,
    tooltip: { show: false },
    lineStyle: { color: light.axis, width: 1, type: 'dotted' },
    itemStyle: { color: light.axis },
    z: 1,
    ...more,
  }) as LineSeriesOption;

export const legend = {
  data: ['candidate', 'baseline'],
  top: 0,
  left: 'center',
  itemWidth: 34,
  textStyle: { color: light.text, fontSize: TEXT_SIZE },
};
